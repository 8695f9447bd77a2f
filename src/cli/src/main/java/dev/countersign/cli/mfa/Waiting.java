package dev.countersign.cli.mfa;

import dev.countersign.cli.Invocation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Waits for a time, with a bar where a person sees it and one plain line elsewhere. */
final class Waiting {
  private static final Duration STEP = Duration.ofMillis(500);
  private static final int BAR_CHARACTERS = 20;
  private static final String ERASE_LINE = "\r\u001B[K";

  private final Invocation invocation;
  private final Clock clock;

  Waiting(Invocation invocation) {
    this.invocation = invocation;
    this.clock = invocation.surroundings().clock();
  }

  /**
   * Waits.
   *
   * @param what is waited for, a sentence without its full stop, of at most 50 characters
   */
  void until(Instant moment, String what) throws InterruptedException {
    Duration whole = Duration.between(clock.instant(), moment);
    if (whole.isNegative() || whole.isZero()) {
      return;
    }
    boolean bar = invocation.surroundings().personSeesErrors();
    if (!bar) {
      invocation.note("%s: %d s.".formatted(what, seconds(whole)));
    }
    try {
      for (Duration left = whole;
          left.compareTo(Duration.ZERO) > 0;
          left = Duration.between(clock.instant(), moment)) {
        if (bar) {
          draw(what, whole, left);
        }
        invocation.surroundings().sleeper().sleep(left.compareTo(STEP) < 0 ? left : STEP);
      }
    } finally {
      if (bar) {
        print(ERASE_LINE);
      }
    }
  }

  private void draw(String what, Duration whole, Duration left) {
    print("%s%s  %s %2d s".formatted(ERASE_LINE, what, bar(whole, left), seconds(left)));
  }

  /** What is over of a time, as a bar: {@code [######----]}. */
  private static String bar(Duration whole, Duration left) {
    long over = BAR_CHARACTERS - left.toMillis() * BAR_CHARACTERS / Math.max(1, whole.toMillis());
    int full = (int) Math.max(0, Math.min(BAR_CHARACTERS, over));
    return "[" + "#".repeat(full) + "-".repeat(BAR_CHARACTERS - full) + "]";
  }

  private void print(String text) {
    invocation.surroundings().err().print(text);
    invocation.surroundings().err().flush();
  }

  /** A time in whole seconds, rounded up. */
  static long seconds(Duration time) {
    return time.plusNanos(999_999_999).toSeconds();
  }
}
