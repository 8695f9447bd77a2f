package dev.countersign.device;

import java.util.List;
import java.util.Optional;

/**
 * Capability: the token says of each secret or private key whether it can leave, and ever could.
 */
public interface KeyAudit {

  /** Every private and secret key that can be seen; see {@link Login}. */
  List<Protection> audit();

  /**
   * How a key is protected, as far as its token says.
   *
   * @param key its name
   * @param kind what it is: {@code rsa2048}, {@code aes}, {@code generic secret}
   * @param sensitive whether its value is never shown
   * @param extractable whether it can be wrapped by another key and so leave
   * @param alwaysSensitive whether its value could never be shown
   * @param neverExtractable whether it could never leave
   * @param generated whether it was made on the token
   * @param trustedWrapOnly whether only a key that the security officer trusts can wrap it
   */
  record Protection(
      TokenUri key,
      String kind,
      Optional<Boolean> sensitive,
      Optional<Boolean> extractable,
      Optional<Boolean> alwaysSensitive,
      Optional<Boolean> neverExtractable,
      Optional<Boolean> generated,
      Optional<Boolean> trustedWrapOnly) {

    /** What that comes to. */
    public Verdict verdict() {
      if (sensitive.isEmpty() || extractable.isEmpty()) {
        return Verdict.UNKNOWN;
      } else if (!sensitive.get()) {
        return Verdict.READABLE;
      } else if (extractable.get()) {
        return Verdict.WRAPPABLE;
      } else if (generated.orElse(false)
          && alwaysSensitive.orElse(false)
          && neverExtractable.orElse(false)) {
        return Verdict.NEVER_LEFT;
      }
      return Verdict.STAYS;
    }
  }

  /** Whether a key can leave its token. */
  enum Verdict {
    /** It was made there, cannot leave and never could. */
    NEVER_LEFT,
    /** It cannot leave; a copy may exist, since it came from outside or could leave once. */
    STAYS,
    /** It leaves wrapped by another key. */
    WRAPPABLE,
    /** Whoever logs in reads it. */
    READABLE,
    /** The token does not say. */
    UNKNOWN
  }
}
