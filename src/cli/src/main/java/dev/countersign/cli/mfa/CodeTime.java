package dev.countersign.cli.mfa;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.device.Code;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Option;

/** For which time a code is made, and whether it lives long enough to be handed out. */
final class CodeTime {
  /** A code with less than this to live has run out before anybody has typed it. */
  static final Duration SHORTEST_LIFE = Duration.ofSeconds(2);

  private static final int MAX_ROUNDS = 3;

  @Option(
      names = "--wait",
      description = "Wait for the next period, so that the code has all of it to live.")
  private boolean fresh;

  @Option(
      names = "--next",
      description = "The code of the period after this one, at once; says when it begins.")
  private boolean next;

  @Option(
      names = "--any",
      description = "Hand out a code also when it has less than 2 seconds to live.")
  private boolean any;

  /** Makes a code for a time. */
  @FunctionalInterface
  interface Maker {
    /** Makes it; for an account that wants a touch, when it was touched. */
    Found make(Instant at);
  }

  /** Refuses options that exclude each other. */
  void check() {
    if (fresh && next) {
      throw Failure.usage(
          "--wait and --next exclude each other",
          "--wait waits for the next code, --next shows it before its time");
    }
  }

  /** Whether the code of the next period is wanted before its time. */
  boolean next() {
    return next;
  }

  /** Whether it takes waiting before a code of this period can be handed out. */
  boolean waits(Duration period, Instant now) {
    return !next && (fresh || tooShort(Periods.left(period, now)));
  }

  private boolean tooShort(Duration left) {
    return !any && left.compareTo(SHORTEST_LIFE) < 0;
  }

  /** The time for which a code is made, when nothing has to be waited for. */
  Instant moment(Duration period, Instant now) {
    return next ? Periods.next(period, now) : now;
  }

  /**
   * Waits if it must, and has the code made; once more when it ran out while a touch was awaited.
   *
   * @return the account with its code
   */
  Found make(Invocation invocation, Duration period, Maker maker) throws InterruptedException {
    Clock clock = invocation.surroundings().clock();
    Waiting waiting = new Waiting(invocation);
    Instant now = clock.instant();
    if (waits(period, now)) {
      waiting.until(
          Periods.next(period, now),
          fresh ? "Waiting for the next code" : "This code runs out now; waiting for the next");
    }
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Found made = maker.make(moment(period, clock.instant()));
      Code code = made.code().orElseThrow();
      if (lives(code, clock.instant())) {
        return made;
      }
      waiting.until(code.validUntil().orElseThrow(), "It ran out meanwhile; waiting for the next");
    }
    throw new Failure(
        ExitCode.NO_TOUCH,
        "each code ran out before it could be handed out",
        "touch the token as soon as it blinks, or take any code with --any");
  }

  /** Whether a code lives long enough to be handed out. */
  boolean lives(Code code, Instant now) {
    return code.validUntil().map(end -> !tooShort(Duration.between(now, end))).orElse(true);
  }
}
