package dev.countersign.fido.webauthn;

import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.Verification;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * PublicKeyCredentialRequestOptionsJSON ([WEBAUTHN-3] 5.1.10).
 *
 * @param rpId to whom; empty: to the host of the page
 * @param challenge in base64url
 * @param allow credentials of which one will do; empty: whichever the key has stored
 * @param timeout how long the person is waited for
 * @param verification of the person
 * @param extensions what else
 */
record SignInOptions(
    Optional<String> rpId,
    String challenge,
    List<Identifier> allow,
    Duration timeout,
    Verification verification,
    SignInExtensions extensions) {

  SignInOptions {
    allow = List.copyOf(allow);
  }

  static SignInOptions read(String json) {
    JsonObject options = JsonObject.options(json);
    Terms.Credentials allowed = Terms.Credentials.read(options, "allowCredentials");
    if (allowed.total() && allowed.known().isEmpty()) {
      throw WebAuthnException.of(
          WebAuthnException.Kind.NOT_ALLOWED,
          "the options allow no credential of a kind that there is",
          "have the relying party name credentials of the type public-key");
    }
    return new SignInOptions(
        options.text("rpId"),
        Base64.getUrlEncoder().withoutPadding().encodeToString(options.requiredBytes("challenge")),
        allowed.known(),
        Terms.timeout(options),
        Terms.verification(options),
        SignInExtensions.read(options, allowed.known()));
  }
}
