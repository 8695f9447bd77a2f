package dev.countersign.fido.webauthn;

import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.UserAccount;
import dev.countersign.device.fido.Verification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * PublicKeyCredentialCreationOptionsJSON ([WEBAUTHN-3] 5.1.9).
 *
 * @param rpId for whom; empty: for the host of the page
 * @param rpName what to call it
 * @param user whose
 * @param challenge in base64url
 * @param algorithms COSE numbers, best first
 * @param exclude credentials of which the key must hold none
 * @param timeout how long the person is waited for
 * @param discoverable whether it is to be stored on the key
 * @param verification of the person
 * @param conveyance what the relying party wants to know about the key
 * @param extensions what else
 */
record RegistrationOptions(
    Optional<String> rpId,
    String rpName,
    UserAccount user,
    String challenge,
    List<Integer> algorithms,
    List<Identifier> exclude,
    Duration timeout,
    Wish discoverable,
    Verification verification,
    Conveyance conveyance,
    RegistrationExtensions extensions) {
  private static final List<Integer> USUAL_ALGORITHMS = List.of(-7, -257);

  /** What a relying party wants to know about the key ([WEBAUTHN-3] 5.4.7). */
  enum Conveyance {
    /** Nothing. */
    NONE,
    /** What the key says. */
    DIRECT,
    /** Which very key it is. */
    ENTERPRISE
  }

  RegistrationOptions {
    algorithms = List.copyOf(algorithms);
    exclude = List.copyOf(exclude);
  }

  static RegistrationOptions read(String json) {
    JsonObject options = JsonObject.options(json);
    JsonObject rp = options.requiredObject("rp");
    Optional<JsonObject> selection = options.object("authenticatorSelection");
    if (selection.flatMap(given -> given.text("authenticatorAttachment")).orElse("").equals("platform")) {
      throw WebAuthnException.of(
          WebAuthnException.Kind.NOT_ALLOWED,
          "the relying party wants no security key, but something that is built in",
          "have it allow cross-platform authenticators");
    }
    return new RegistrationOptions(
        rp.text("id"),
        rp.requiredText("name"),
        user(options.requiredObject("user")),
        Base64.getUrlEncoder().withoutPadding().encodeToString(options.requiredBytes("challenge")),
        algorithms(options),
        Terms.Credentials.read(options, "excludeCredentials").known(),
        Terms.timeout(options),
        selection.map(RegistrationOptions::discoverable).orElse(Wish.DISCOURAGED),
        selection.map(Terms::verification).orElse(Verification.PREFERRED),
        conveyance(options.text("attestation").orElse("")),
        RegistrationExtensions.read(options));
  }

  private static UserAccount user(JsonObject user) {
    byte[] handle = user.requiredBytes("id");
    if (handle.length == 0 || handle.length > UserAccount.MAX_HANDLE_BYTES) {
      throw WebAuthnException.badOptions(
          "have a user handle of %d bytes; 1 to %d may be"
              .formatted(handle.length, UserAccount.MAX_HANDLE_BYTES));
    }
    return new UserAccount(
        Identifier.of(handle),
        Optional.of(user.requiredText("name")),
        Optional.of(user.requiredText("displayName")));
  }

  private static List<Integer> algorithms(JsonObject options) {
    if (options.members().get("pubKeyCredParams") == null) {
      throw WebAuthnException.badOptions("have no pubKeyCredParams");
    }
    List<JsonObject> all = options.objects("pubKeyCredParams");
    if (all.isEmpty()) {
      return USUAL_ALGORITHMS;
    }
    List<Integer> algorithms = new ArrayList<>();
    for (JsonObject parameters : all) {
      long number =
          parameters
              .number("alg")
              .orElseThrow(() -> WebAuthnException.badOptions("have an algorithm without alg"));
      boolean known = parameters.requiredText("type").equals(Terms.PUBLIC_KEY);
      if (known && number == (int) number && !algorithms.contains((int) number)) {
        algorithms.add((int) number);
      }
    }
    if (algorithms.isEmpty()) {
      throw Terms.notSupported(
          "the options allow no kind of credential that there is",
          "have the relying party allow ES256 (-7)");
    }
    return algorithms;
  }

  private static Wish discoverable(JsonObject selection) {
    return switch (selection.text("residentKey").orElse("")) {
      case "required" -> Wish.REQUIRED;
      case "preferred" -> Wish.PREFERRED;
      case "discouraged" -> Wish.DISCOURAGED;
      default -> selection.isTrue("requireResidentKey") ? Wish.REQUIRED : Wish.DISCOURAGED;
    };
  }

  private static Conveyance conveyance(String preference) {
    return switch (preference) {
      case "indirect", "direct" -> Conveyance.DIRECT;
      case "enterprise" -> Conveyance.ENTERPRISE;
      default -> Conveyance.NONE;
    };
  }
}
