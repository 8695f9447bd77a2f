package dev.countersign.jca;

import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.Login;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinPolicy;
import dev.countersign.device.Secret;
import dev.countersign.device.SecretKeyKind;
import dev.countersign.device.SecretKeyManagement;
import dev.countersign.device.TokenSource;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.pkcs11.Pkcs11Source;
import dev.countersign.host.pkcs11.SoftHsm;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A token of SoftHSM, alone: the others that this process made are not looked at. */
final class HsmToken {
  static final char[] PIN = SoftHsm.PIN.toCharArray();

  private final String label;
  private final ModuleConfiguration module;

  private HsmToken(String label, long slot) {
    this.label = label;
    ModuleConfiguration any = SoftHsm.module();
    this.module =
        new ModuleConfiguration(
            any.name(),
            any.library(),
            any.functionList(),
            OptionalLong.of(slot),
            any.slotListIndex(),
            any.initialisation(),
            any.enabledMechanisms(),
            any.disabledMechanisms(),
            any.templates(),
            any.sessions(),
            any.origin());
  }

  /** Makes one; its label has no equal, since tokens of an earlier run may be there still. */
  static HsmToken create(String name) {
    String label = name + " " + Long.toString(System.nanoTime(), Character.MAX_RADIX);
    return new HsmToken(label, SoftHsm.create(label));
  }

  /** The URI of the token. */
  TokenUri uri() {
    return TokenUri.of("pkcs11").with("token", label);
  }

  TokenSource source() {
    return new Pkcs11Source(() -> List.of(module), List::of);
  }

  Tokens tokens(PinEntry pins) {
    return Tokens.builder().source(source()).pinEntry(pins).open();
  }

  TokenUri uri(String name) {
    return uri().with("object", name);
  }

  String alias(String name) {
    return uri(name).toString();
  }

  /** Puts a key there, with what SoftHSM shows of it before a login: its public half. */
  HsmToken key(String name, KeyPair pair, X509Certificate... certificate) {
    return key(name, pair, Optional.empty(), certificate);
  }

  /** Puts a key there that wants the PIN for each use. */
  HsmToken alwaysAuthenticated(String name, KeyPair pair, X509Certificate... certificate) {
    return key(name, pair, Optional.of(PinPolicy.ALWAYS), certificate);
  }

  private HsmToken key(
      String name, KeyPair pair, Optional<PinPolicy> policy, X509Certificate... certificate) {
    try (Tokens tokens = tokens(request -> Secret.copyOf(PIN))) {
      KeyManagement management = tokens.find(uri(name)).require(KeyManagement.class);
      management.importKey(uri(name), pair, new KeyPolicies(policy, Optional.empty()));
      for (X509Certificate one : certificate) {
        management.putCertificate(uri(name), one);
      }
    }
    return this;
  }

  /** Puts a secret key there. */
  HsmToken macKey(String name, SecretKeyKind kind, byte[] value) {
    try (Tokens tokens = tokens(request -> Secret.copyOf(PIN));
        Secret secret = Secret.copyOf(value)) {
      tokens
          .find(uri(name))
          .require(SecretKeyManagement.class)
          .importSecret(uri(name), kind, secret);
    }
    return this;
  }

  /** Takes a secret key away again, as another program would. */
  void delete(String name) {
    try (Tokens tokens = tokens(request -> Secret.copyOf(PIN))) {
      tokens.find(uri(name)).require(SecretKeyManagement.class).deleteSecret(uri(name));
    }
  }

  /** Removes the public halves, so that nothing is seen before a login. */
  HsmToken hide(String name) {
    SoftHsm.pkcs11Tool(
        "--token-label",
        label,
        "--login",
        "--pin",
        SoftHsm.PIN,
        "--delete-object",
        "--type",
        "pubkey",
        "--label",
        name);
    return this;
  }

  void logout() {
    try (Tokens tokens = tokens(PinEntry.none())) {
      tokens.find(uri()).require(Login.class).logout();
    }
  }
}
