package dev.countersign.fido.webauthn;

import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.SecretSalt;
import dev.countersign.device.fido.Verification;
import dev.countersign.fido.webauthn.WebAuthnException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the options of both ceremonies have in common. */
final class Terms {
  static final String PUBLIC_KEY = "public-key";

  private static final Duration SHORTEST = Duration.ofSeconds(15);
  private static final Duration USUAL = Duration.ofMinutes(5);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private Terms() {}

  /** How long the person is waited for ([WEBAUTHN-3] 5.1.3 step 4), within reason. */
  static Duration timeout(JsonObject options) {
    long millis = options.number("timeout").orElse(USUAL.toMillis());
    return Duration.ofMillis(
        Math.max(SHORTEST.toMillis(), Math.min(millis, LONGEST.toMillis())));
  }

  /** Values that are not known are as good as none ([WEBAUTHN-3] 2.1.1). */
  static Verification verification(JsonObject options) {
    return switch (options.text("userVerification").orElse("")) {
      case "required" -> Verification.REQUIRED;
      case "discouraged" -> Verification.DISCOURAGED;
      default -> Verification.PREFERRED;
    };
  }

  /**
   * A list of credentials, without those of types that are not known.
   *
   * @param total whether the list had any at all
   */
  record Credentials(List<Identifier> known, boolean total) {
    static Credentials read(JsonObject options, String member) {
      List<Identifier> known = new ArrayList<>();
      List<JsonObject> all = options.objects(member);
      for (JsonObject descriptor : all) {
        byte[] id = descriptor.requiredBytes("id");
        if (descriptor.requiredText("type").equals(PUBLIC_KEY)) {
          known.add(identifier(id, "a credential"));
        }
      }
      return new Credentials(known, !all.isEmpty());
    }
  }

  static Identifier identifier(byte[] bytes, String what) {
    try {
      return Identifier.of(bytes);
    } catch (IllegalArgumentException e) {
      throw WebAuthnException.badOptions(
          "name %s with %d bytes; 1 to %d may be".formatted(what, bytes.length, Identifier.MAX_BYTES));
    }
  }

  /** The inputs to PRF ([WEBAUTHN-3] 10.1.4) as salts. */
  static List<SecretSalt> prfSalts(JsonObject inputs) {
    List<SecretSalt> salts = new ArrayList<>();
    salts.add(SecretSalt.ofPrfInput(inputs.requiredBytes("first")));
    inputs.bytes("second").map(SecretSalt::ofPrfInput).ifPresent(salts::add);
    return salts;
  }

  /** The salts of hmacGetSecret ([CTAP2.1] 12.5). */
  static List<SecretSalt> salts(JsonObject inputs) {
    List<SecretSalt> salts = new ArrayList<>();
    salts.add(salt(inputs.requiredBytes("salt1")));
    inputs.bytes("salt2").map(Terms::salt).ifPresent(salts::add);
    return salts;
  }

  private static SecretSalt salt(byte[] bytes) {
    if (bytes.length != SecretSalt.BYTES) {
      throw WebAuthnException.badOptions(
          "have a salt of %d bytes; it must have %d".formatted(bytes.length, SecretSalt.BYTES));
    }
    return SecretSalt.of(bytes);
  }

  static WebAuthnException notSupported(String message, String remedy) {
    return WebAuthnException.of(Kind.NOT_SUPPORTED, message, remedy);
  }

  /** An extension is used where it must not be. */
  static WebAuthnException misused(String extension, String when) {
    return notSupported(
        "the extension %s is used %s".formatted(extension, when),
        "have the relying party leave it out");
  }

  static Optional<JsonObject> extensions(JsonObject options) {
    return options.object("extensions");
  }
}
