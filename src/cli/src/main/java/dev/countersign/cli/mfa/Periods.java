package dev.countersign.cli.mfa;

import java.time.Duration;
import java.time.Instant;

/** The periods of TOTP, which all begin at whole multiples since 1970 ([RFC6238] 4.1). */
final class Periods {
  private Periods() {}

  /** When the period after the one of this time begins. */
  static Instant next(Duration period, Instant at) {
    long seconds = period.toSeconds();
    return Instant.ofEpochSecond((Math.floorDiv(at.getEpochSecond(), seconds) + 1) * seconds);
  }

  /** How much of its period is left at a time. */
  static Duration left(Duration period, Instant at) {
    return Duration.between(at, next(period, at));
  }
}
