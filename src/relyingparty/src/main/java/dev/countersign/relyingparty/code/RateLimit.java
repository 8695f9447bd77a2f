package dev.countersign.relyingparty.code;

import java.time.Duration;

/**
 * How often codes of one device are looked at: right, wrong and used ones alike, in windows of UTC
 * that begin at multiples of their length ([RFC4226] 7.3).
 *
 * @param attempts in one window, 1 to 1000
 * @param window whole seconds, at least one
 */
public record RateLimit(int attempts, Duration window) {
  private static final int MAX_ATTEMPTS = 1000;

  /** Checks the numbers. */
  public RateLimit {
    if (attempts < 1 || attempts > MAX_ATTEMPTS) {
      throw new IllegalArgumentException("a limit allows 1 to 1000 attempts");
    }
    if (window.toNanosPart() != 0 || window.toSeconds() < 1) {
      throw new IllegalArgumentException("the window of a limit has whole seconds, at least one");
    }
  }

  long windowStart(long epochSecond) {
    return Math.floorDiv(epochSecond, window.toSeconds()) * window.toSeconds();
  }
}
