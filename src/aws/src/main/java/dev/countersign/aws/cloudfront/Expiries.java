package dev.countersign.aws.cloudfront;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * Reads times as people write them: {@code 2h}, {@code 90m}, {@code 1d12h}, {@code P1D}, {@code
 * PT2H}, {@code now}, {@code now+2h}, {@code now-1h}, {@code 1767290400} (epoch seconds), {@code
 * 2026-01-01T18:00:00Z}.
 */
public final class Expiries {
  private static final int LENGTH_MAX = 64;
  private static final long MILLISECONDS_FROM = 1_000_000_000_000L;
  private static final long MILLISECONDS_TO = 100_000_000_000_000L;
  private static final String REMEDY =
      "write it like 2h, 90m, 7d, P1D, PT2H, now+2h, 1767290400 or 2026-01-01T18:00:00Z";

  private Expiries() {}

  /**
   * Reads a time. Durations ([ISO8601-1] or number and unit: s, m, h, d, w) count from the clock's
   * now; digits alone are epoch seconds; dates ([RFC3339]) must have a zone.
   *
   * @throws CloudFrontInputException when it is none of these
   */
  public static EpochTime parse(String text, Clock clock) {
    if (text.isEmpty() || text.length() > LENGTH_MAX) {
      throw unreadable(text);
    }
    try {
      char first = text.charAt(0);
      if (text.equals("now")) {
        return EpochTime.now(clock);
      } else if (text.startsWith("now+")) {
        return after(text.substring(4), text, clock, 1);
      } else if (text.startsWith("now-")) {
        return after(text.substring(4), text, clock, -1);
      } else if (first == 'P') {
        return after(text, text, clock, 1);
      } else if (first >= '0' && first <= '9') {
        if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
          return epoch(text);
        }
        return text.indexOf('-') > 0 ? date(text) : after(text, text, clock, 1);
      }
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw unreadable(text);
    }
    throw unreadable(text);
  }

  private static EpochTime epoch(String text) {
    long seconds = Long.parseLong(text);
    if (seconds >= MILLISECONDS_FROM && seconds < MILLISECONDS_TO) {
      throw new CloudFrontInputException(
          "the time %s looks like milliseconds".formatted(text),
          "give seconds since 1970: " + seconds / 1000);
    }
    return new EpochTime(seconds);
  }

  private static EpochTime date(String text) {
    boolean zone = text.endsWith("Z") || text.endsWith("z") || text.lastIndexOf('-') > 10;
    if (!zone && text.indexOf('+') < 0) {
      throw new CloudFrontInputException(
          "the time %s has no zone".formatted(Characters.shown(text)),
          "write a full time with its zone, like 2026-01-01T18:00:00Z or"
              + " 2026-01-01T19:00:00+01:00");
    }
    return EpochTime.of(OffsetDateTime.parse(text).toInstant());
  }

  private static EpochTime after(String duration, String whole, Clock clock, int sign) {
    if (duration.isEmpty()) {
      throw unreadable(whole);
    }
    ZonedDateTime now = clock.instant().atZone(ZoneOffset.UTC);
    if (duration.charAt(0) != 'P') {
      long seconds = Math.multiplyExact(sign, units(duration, whole));
      return EpochTime.of(now.plusSeconds(seconds).toInstant());
    }
    if (duration.indexOf('-') >= 0 || duration.indexOf('+') >= 0) {
      throw unreadable(whole);
    }
    int time = duration.indexOf('T');
    Period period =
        time == 1 ? Period.ZERO : Period.parse(time < 0 ? duration : duration.substring(0, time));
    Duration rest = time < 0 ? Duration.ZERO : Duration.parse("P" + duration.substring(time));
    return EpochTime.of(
        (sign > 0 ? now.plus(period).plus(rest) : now.minus(period).minus(rest)).toInstant());
  }

  /** Seconds of {@code 1d12h}: units in falling order, each at most once. */
  private static long units(String text, String whole) {
    long total = 0;
    long last = Long.MAX_VALUE;
    int at = 0;
    while (at < text.length()) {
      int end = at;
      while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
        end++;
      }
      if (end == at || end == text.length()) {
        throw unreadable(whole);
      }
      long unit =
          switch (text.charAt(end)) {
            case 's' -> 1;
            case 'm' -> 60;
            case 'h' -> 3600;
            case 'd' -> 86400;
            case 'w' -> 604800;
            default -> throw unreadable(whole);
          };
      if (unit >= last) {
        throw unreadable(whole);
      }
      last = unit;
      total =
          Math.addExact(total, Math.multiplyExact(Long.parseLong(text.substring(at, end)), unit));
      at = end + 1;
    }
    return total;
  }

  private static CloudFrontInputException unreadable(String text) {
    return new CloudFrontInputException(
        "the time \"%s\" cannot be read".formatted(Characters.shown(text)), REMEDY);
  }
}
