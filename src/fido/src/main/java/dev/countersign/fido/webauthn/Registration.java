package dev.countersign.fido.webauthn;

import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.CredentialRequest;
import dev.countersign.device.fido.CredentialRequest.Wishes;
import dev.countersign.device.fido.MadeCredential;
import dev.countersign.device.fido.Protection;
import dev.countersign.device.fido.RelyingParty;
import dev.countersign.device.fido.SecurityKeyInfo;
import dev.countersign.fido.webauthn.RegistrationOptions.Conveyance;
import dev.countersign.fido.webauthn.WebAuthnException.Kind;
import java.util.Optional;
import java.util.OptionalInt;

/** The registration ceremony ([WEBAUTHN-3] 5.1.3). */
final class Registration {
  private static final int PLATFORM_MANAGED = 2;

  private final Surroundings surroundings;
  private final RegistrationOptions options;
  private final RegistrationExtensions extensions;
  private final String rpId;
  private final ClientData clientData;

  Registration(Surroundings surroundings, RegistrationOptions options) {
    this.surroundings = surroundings;
    this.options = options;
    extensions = options.extensions();
    rpId = surroundings.page().relyingParty(options.rpId());
    clientData = new ClientData(ClientData.CREATE, options.challenge(), surroundings.page());
  }

  String run() {
    Optional<String> appId =
        extensions.appIdExclude().map(wanted -> surroundings.page().application(wanted));
    if (options.conveyance() == Conveyance.ENTERPRISE && !surroundings.enterprise()) {
      throw WebAuthnException.of(
          Kind.NOT_ALLOWED,
          "the relying party wants to know which very key it is",
          "have it ask for direct attestation or less; only a program that calls us can allow"
              + " more");
    }
    SecurityKeyInfo info = Surroundings.asking(surroundings.key()::info);
    boolean discoverable = discoverable(info);
    requirePossible(info, discoverable);
    Ceremony ceremony = surroundings.ceremony("register with " + rpId, options.timeout());
    appId.ifPresent(wanted -> requireUnknown(wanted, ceremony));
    MadeCredential made =
        Surroundings.asking(() -> surroundings.key().make(request(info, discoverable), ceremony));
    Attested attested = Attested.read(made, rpId);
    long algorithm = attested.algorithm();
    if (options.algorithms().stream().noneMatch(each -> each == algorithm)) {
      throw WebAuthnException.badAnswer("the credential is of an algorithm that was not asked for");
    }
    return Responses.registration(
        clientData,
        made,
        options.conveyance() == Conveyance.NONE ? attested.withoutMake() : attested,
        options);
  }

  private boolean discoverable(SecurityKeyInfo info) {
    boolean room = info.limits().discoverableLeft().orElse(1) > 0;
    return switch (options.discoverable()) {
      case REQUIRED -> true;
      case PREFERRED -> info.has("rk") && room;
      case DISCOURAGED -> false;
    };
  }

  private void requirePossible(SecurityKeyInfo info, boolean discoverable) {
    Surroundings.requireVerifies(info, options.verification());
    boolean protects =
        info.extensions().contains("credProtect")
            || extensions.protection().orElse(Protection.VERIFICATION_OPTIONAL)
                == Protection.VERIFICATION_OPTIONAL;
    boolean stores = discoverable && info.extensions().contains("largeBlobKey");
    if (discoverable && !info.has("rk")) {
      throw Surroundings.cannot("this key stores no credentials, which the relying party wants");
    } else if (extensions.enforceProtection() && !protects) {
      throw Surroundings.cannot("this key cannot protect a credential as the relying party wants");
    } else if (extensions.largeBlob() == Wish.REQUIRED && !stores) {
      throw Surroundings.cannot("no large blob can be stored with this credential");
    } else if (!info.algorithms().isEmpty()
        && options.algorithms().stream().noneMatch(info.algorithms()::contains)) {
      throw Terms.notSupported(
          "the key and the relying party have no algorithm in common",
          "use another key, or have the relying party allow ES256 (-7)");
    }
  }

  /** The key must not be registered under an application identifier of U2F. */
  private void requireUnknown(String appId, Ceremony ceremony) {
    if (options.exclude().isEmpty()) {
      return;
    }
    boolean known =
        Surroundings.asking(
            () -> {
              boolean held =
                  Probe.finds(surroundings.key(), appId, options.exclude(), ceremony).isPresent();
              if (held) {
                surroundings.key().awaitTouch(ceremony); // nobody learns it without a person
              }
              return held;
            });
    if (known) {
      throw WebAuthnException.of(
          Kind.INVALID_STATE,
          "the key is registered with this account already",
          "use another key, or go on with this one");
    }
  }

  private CredentialRequest request(SecurityKeyInfo info, boolean discoverable) {
    boolean enterprise = options.conveyance() == Conveyance.ENTERPRISE && info.has("ep");
    return new CredentialRequest(
        clientData.hash(),
        new RelyingParty(rpId, options.rpName()),
        options.user(),
        options.algorithms(),
        options.exclude(),
        discoverable,
        options.verification(),
        new Wishes(
            extensions.protection(),
            extensions.enforceProtection(),
            extensions.prf() || extensions.hmacCreateSecret(),
            extensions.largeBlob() != Wish.DISCOURAGED,
            extensions.blob(),
            extensions.minimumPinLength(),
            enterprise ? OptionalInt.of(PLATFORM_MANAGED) : OptionalInt.empty()));
  }
}
