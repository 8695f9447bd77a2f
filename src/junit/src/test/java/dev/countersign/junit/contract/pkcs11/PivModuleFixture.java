package dev.countersign.junit.contract.pkcs11;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinManagement;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import dev.countersign.junit.ScriptedPins;
import dev.countersign.junit.TestIssuer;
import dev.countersign.junit.contract.VirtualReader;
import dev.countersign.junit.peers.Program;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A simulated PIV token in a virtual reader of the real pcscd, behind a PKCS#11 module for such
 * tokens. Its keys are made by our driver for PIV, before the module sees the token: it keeps what
 * it once read.
 */
final class PivModuleFixture extends ModuleFixture {
  private final VirtualToken card;
  private final VirtualReader reader;
  private final List<MadeKey> keys;

  private PivModuleFixture(
      Module module, VirtualToken card, VirtualReader reader, List<MadeKey> keys) {
    super(module, ScriptedPins.FACTORY_PIN);
    this.card = card;
    this.reader = reader;
    TokenUri token = uri();
    this.keys = keys.stream().map(key -> on(token, key)).toList();
  }

  /** The same with the name of the token before that of the key. */
  private static MadeKey on(TokenUri token, MadeKey key) {
    TokenUri uri =
        token
            .with("object", key.uri().attribute("object").orElseThrow())
            .with("id", key.uri().bytes("id").orElseThrow());
    return new MadeKey(uri, key.publicKey(), key.certificate(), key.uses(), key.eachTime());
  }

  /** OpenSC, which knows a key by its certificate. */
  static PivModuleFixture openSc(Profile profile) throws Exception {
    VirtualToken card = blank(profile);
    VirtualReader reader = new VirtualReader(card);
    Set<MadeKey.Use> both = Set.of(MadeKey.Use.SIGN, MadeKey.Use.DECRYPT);
    Set<MadeKey.Use> signs = Set.of(MadeKey.Use.SIGN);
    Set<MadeKey.Use> agrees = Set.of(MadeKey.Use.DECRYPT);
    try (Maker maker = new Maker(reader)) {
      List<MadeKey> keys =
          List.of(
              maker.make("9a", KeyAlgorithm.RSA2048, "PIV AUTH key", 1, both, true),
              maker.make("9c", KeyAlgorithm.P256, "SIGN key", 2, signs, true),
              maker.make("9d", KeyAlgorithm.P256, "KEY MAN key", 3, agrees, true),
              maker.make("9e", KeyAlgorithm.P384, "CARD AUTH key", 4, signs, true));
      return new PivModuleFixture(
          module("opensc", "opensc-pkcs11.so", "opensc-pkcs11"), card, reader, keys);
    }
  }

  /** The module of the maker of YubiKeys, which shows keys without certificates too. */
  static PivModuleFixture ykcs11() throws Exception {
    VirtualToken card = blank(Profile.YUBIKEY_5_7);
    VirtualReader reader = new VirtualReader(card);
    Set<MadeKey.Use> both = Set.of(MadeKey.Use.SIGN, MadeKey.Use.DECRYPT);
    String name = "Private key for ";
    try (Maker maker = new Maker(reader)) {
      List<MadeKey> keys =
          List.of(
              maker.make("9a", KeyAlgorithm.RSA2048, name + "PIV Authentication", 1, both, true),
              maker.make("9c", KeyAlgorithm.P256, name + "Digital Signature", 2, both, true),
              maker.make("9d", KeyAlgorithm.P256, name + "Key Management", 3, both, true),
              maker.make("82", KeyAlgorithm.P384, name + "Retired Key 1", 5, both, false));
      return new PivModuleFixture(module("ykcs11", "libykcs11.so", "ykcs11"), card, reader, keys);
    }
  }

  private static VirtualToken blank(Profile profile) {
    return VirtualToken.builder(profile).serial(12345678L).world(World.deterministic(1)).build();
  }

  private static Module module(String name, String file, String debianPackage) throws Exception {
    String library = Program.library(file, debianPackage).toString();
    return new Module(ModuleConfiguration.of(name, library, "a test"));
  }

  /** Puts keys on the token by the card's own protocol. */
  private static final class Maker implements AutoCloseable {
    private final Tokens tokens;
    private final TestIssuer issuer = new TestIssuer();

    Maker(VirtualReader reader) {
      tokens = Tokens.builder().source(reader.source()).pinEntry(ScriptedPins.factory()).open();
    }

    MadeKey make(
        String slot,
        KeyAlgorithm algorithm,
        String label,
        int id,
        Set<MadeKey.Use> uses,
        boolean certified) {
      KeyManagement management = tokens.find(TokenUri.of("piv")).require(KeyManagement.class);
      TokenUri place = TokenUri.of("piv").with("slot", slot);
      PublicKey key = management.generate(place, algorithm, KeyPolicies.UNKNOWN);
      Optional<X509Certificate> certificate =
          certified ? Optional.of(issuer.certify(key, "Key " + slot)) : Optional.empty();
      certificate.ifPresent(one -> management.putCertificate(place, one));
      return new MadeKey(
          TokenUri.of("pkcs11").with("object", label).with("id", new byte[] {(byte) id}),
          key,
          certificate,
          uses,
          slot.equals("9c"));
    }

    @Override
    public void close() {
      tokens.close();
    }
  }

  @Override
  List<MadeKey> keys() {
    return keys;
  }

  /** Keys are put there by the security officer, whose PIN is the card's management key. */
  @Override
  Set<Ability> abilities() {
    return EnumSet.of(
        Ability.TELLS_ORIGIN,
        Ability.PIN_EACH_TIME,
        Ability.AGREES,
        Ability.COUNTS_TRIES,
        Ability.COMES_AND_GOES);
  }

  private Tokens card() {
    return Tokens.builder().source(reader.source()).pinEntry(ScriptedPins.factory()).open();
  }

  @Override
  OptionalInt attemptsLeft() {
    try (Tokens tokens = card()) {
      return tokens.find(TokenUri.of("piv")).require(PinManagement.class).pinAttemptsLeft();
    }
  }

  /** The right PIN gives back the tries that tests used. */
  @Override
  void restore() {
    try (Tokens tokens = card()) {
      tokens
          .signingKey(TokenUri.parse("piv:slot=9a"))
          .sign(SignatureAlgorithm.rsa(Digest.SHA256), new byte[1]);
    }
  }

  @Override
  Optional<ModuleBench.Plug> plug() {
    return Optional.of(
        new ModuleBench.Plug() {
          @Override
          public void pull() throws Exception {
            reader.pull();
          }

          @Override
          public void insert() throws Exception {
            reader.insert();
          }
        });
  }

  /** The module lets go of the reader too, which other programs want to themselves. */
  @Override
  public void close() {
    module().cryptoki().finish();
    reader.close();
    card.close();
  }
}
