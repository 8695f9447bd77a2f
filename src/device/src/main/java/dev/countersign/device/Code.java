package dev.countersign.device;

import java.time.Instant;
import java.util.Optional;

/**
 * A code, as a person types it.
 *
 * @param text 6 to 8 digits, or five characters for Steam
 * @param validFrom when its period begins; empty for HOTP, whose codes do not run out
 * @param validUntil when its period ends, exclusive
 */
public record Code(String text, Optional<Instant> validFrom, Optional<Instant> validUntil) {
  /** Without the code. */
  @Override
  public String toString() {
    return "Code" + validUntil.map(end -> " valid until " + end).orElse("");
  }
}
