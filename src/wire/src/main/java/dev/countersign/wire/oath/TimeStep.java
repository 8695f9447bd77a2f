package dev.countersign.wire.oath;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;

/**
 * The stretch of time in which a TOTP code stays the same ([RFC6238] 4.2).
 *
 * @param counter the number of whole periods since 1970
 * @param period its length, in whole seconds
 */
public record TimeStep(long counter, Duration period) {
  /**
   * The step that a moment lies in.
   *
   * @param period in whole seconds, at least one
   * @throws IllegalArgumentException for a time before 1970
   */
  public static TimeStep at(Instant time, Duration period) {
    if (time.getEpochSecond() < 0) {
      throw new IllegalArgumentException("there are no codes for times before 1970");
    }
    return new TimeStep(time.getEpochSecond() / period.toSeconds(), period);
  }

  /** The counter as the message of the MAC: eight bytes, the greatest first. */
  public byte[] message() {
    return ByteBuffer.allocate(Long.BYTES).putLong(counter).array();
  }

  /** When it begins. */
  public Instant from() {
    return Instant.ofEpochSecond(counter * period.toSeconds());
  }

  /** When it ends, exclusive. */
  public Instant until() {
    return Instant.ofEpochSecond((counter + 1) * period.toSeconds());
  }
}
