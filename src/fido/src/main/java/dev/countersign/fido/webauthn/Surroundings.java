package dev.countersign.fido.webauthn;

import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Cancellation;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.SecurityKeyInfo;
import dev.countersign.device.fido.Verification;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What a ceremony has around it.
 *
 * @param key the key
 * @param page who asks
 * @param chooser who chooses among accounts
 * @param enterprise whether relying parties may learn which very key it is
 * @param cancellation by which it is ended
 */
record Surroundings(
    SecurityKey key,
    Page page,
    AccountChooser chooser,
    boolean enterprise,
    Cancellation cancellation) {

  Ceremony ceremony(String purpose, Duration patience) {
    return new Ceremony(purpose, patience, cancellation);
  }

  /** Has the key do something; what it fails with is what a page may see. */
  static <T> T asking(Supplier<T> work) {
    try {
      return work.get();
    } catch (TokenException e) {
      throw WebAuthnException.of(e);
    }
  }

  /** Checks that the key can verify the person, if it must. */
  static void requireVerifies(SecurityKeyInfo info, Verification verification) {
    if (verification == Verification.REQUIRED && !verifies(info)) {
      throw cannot("this key cannot verify the person, which the relying party wants");
    }
  }

  /** Whether the key can verify the person, if need be with a PIN that is not set yet. */
  static boolean verifies(SecurityKeyInfo info) {
    return info.has("uv") || info.knows("clientPin");
  }

  static WebAuthnException cannot(String message) {
    return WebAuthnException.of(WebAuthnException.Kind.CONSTRAINT, message, "use another key");
  }
}
