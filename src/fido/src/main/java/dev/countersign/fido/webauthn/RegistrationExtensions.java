package dev.countersign.fido.webauthn;

import dev.countersign.device.fido.Protection;
import java.util.Optional;

/**
 * Extensions of a registration.
 *
 * @param credProps whether the page asks if the credential is stored on the key
 * @param protection how it is to be protected
 * @param enforceProtection whether it must be
 * @param prf whether it is to derive secrets as [WEBAUTHN-3] 10.1.4 has them
 * @param hmacCreateSecret whether it is to derive secrets as [CTAP2.1] 12.5 has them
 * @param largeBlob whether a large blob shall be stored with it
 * @param blob bytes to be stored with it
 * @param minimumPinLength whether the shortest PIN is asked for
 * @param appIdExclude under which application identifier of U2F the key may be known already
 */
record RegistrationExtensions(
    boolean credProps,
    Optional<Protection> protection,
    boolean enforceProtection,
    boolean prf,
    boolean hmacCreateSecret,
    Wish largeBlob,
    Optional<byte[]> blob,
    boolean minimumPinLength,
    Optional<String> appIdExclude) {
  private static final RegistrationExtensions NONE =
      new RegistrationExtensions(
          false,
          Optional.empty(),
          false,
          false,
          false,
          Wish.DISCOURAGED,
          Optional.empty(),
          false,
          Optional.empty());

  static RegistrationExtensions read(JsonObject options) {
    return Terms.extensions(options).map(RegistrationExtensions::of).orElse(NONE);
  }

  private static RegistrationExtensions of(JsonObject given) {
    Optional<JsonObject> prf = given.object("prf");
    if (prf.flatMap(inputs -> inputs.object("evalByCredential")).isPresent()) {
      throw Terms.misused("prf", "with evalByCredential at a registration");
    }
    prf.flatMap(inputs -> inputs.object("eval")).ifPresent(Terms::prfSalts); // well-formed, at least
    return new RegistrationExtensions(
        given.isTrue("credProps"),
        given.text("credentialProtectionPolicy").map(RegistrationExtensions::protection),
        given.isTrue("enforceCredentialProtectionPolicy"),
        prf.isPresent(),
        given.isTrue("hmacCreateSecret"),
        given.object("largeBlob").map(RegistrationExtensions::largeBlob).orElse(Wish.DISCOURAGED),
        given.bytes("credBlob"),
        given.isTrue("minPinLength"),
        given.text("appidExclude"));
  }

  private static Protection protection(String policy) {
    return switch (policy) {
      case "userVerificationOptional" -> Protection.VERIFICATION_OPTIONAL;
      case "userVerificationOptionalWithCredentialIDList" ->
          Protection.VERIFICATION_OPTIONAL_WITH_LIST;
      case "userVerificationRequired" -> Protection.VERIFICATION_REQUIRED;
      default ->
          throw WebAuthnException.badOptions("have no known credentialProtectionPolicy");
    };
  }

  private static Wish largeBlob(JsonObject given) {
    if (given.members().containsKey("read") || given.members().containsKey("write")) {
      throw Terms.misused("largeBlob", "to read or write at a registration");
    }
    return given.text("support").orElse("").equals("required") ? Wish.REQUIRED : Wish.PREFERRED;
  }
}
