package dev.countersign.card.otp;

import dev.countersign.device.Secret;
import java.util.Optional;

/**
 * The codes that keep a slot from being written, six bytes each; not closed by who takes them.
 *
 * @param current the one that is set; empty when none is
 * @param next the one that shall be set; empty for none
 */
public record AccessCodes(Optional<Secret> current, Optional<Secret> next) {
  /** The length of a code, in bytes. */
  public static final int LENGTH_BYTES = 6;

  /** Checks the lengths. */
  public AccessCodes {
    if (current.filter(code -> code.length() != LENGTH_BYTES).isPresent()
        || next.filter(code -> code.length() != LENGTH_BYTES).isPresent()) {
      throw new IllegalArgumentException("an access code has six bytes");
    }
  }

  /** No code, neither before nor after. */
  public static AccessCodes none() {
    return new AccessCodes(Optional.empty(), Optional.empty());
  }
}
