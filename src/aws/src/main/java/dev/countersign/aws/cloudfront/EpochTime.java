package dev.countersign.aws.cloudfront;

import java.time.Clock;
import java.time.Instant;

/**
 * A point in time as policies write it ([CF-SIGNED] AWS:EpochTime).
 *
 * @param seconds whole seconds since 1970-01-01T00:00:00Z, 0 to 9223372036854775807
 */
public record EpochTime(long seconds) implements Comparable<EpochTime> {
  /** Creates a time. */
  public EpochTime {
    if (seconds < 0) {
      throw new CloudFrontInputException(
          "the time %d is before 1970".formatted(seconds), "give a time after 1970-01-01");
    }
  }

  /** The second that the instant lies in. */
  public static EpochTime of(Instant instant) {
    return new EpochTime(instant.getEpochSecond());
  }

  /** The second that it is now. */
  public static EpochTime now(Clock clock) {
    return of(clock.instant());
  }

  @Override
  public int compareTo(EpochTime other) {
    return Long.compare(seconds, other.seconds);
  }

  /** Whether it is earlier than the other. */
  public boolean isBefore(EpochTime other) {
    return seconds < other.seconds;
  }

  /** ISO 8601 in UTC up to the year 9999, seconds with {@code @} before them above. */
  @Override
  public String toString() {
    return seconds <= 253_402_300_799L ? Instant.ofEpochSecond(seconds).toString() : "@" + seconds;
  }
}
