package dev.countersign.relyingparty.code;

import java.util.Optional;

/**
 * The tries of one device that are spent.
 *
 * @param windowStart when the window began in which they were, in seconds of the epoch
 * @param spent how many
 */
record Budget(long windowStart, int spent) {
  Budget {
    if (spent < 0) {
      throw new IllegalArgumentException("no fewer than no tries are spent");
    }
  }

  static final Budget UNTOUCHED = new Budget(0, 0);

  /**
   * One try less; empty when there is none. A node whose clock is behind spends in the window of
   * those that are ahead.
   */
  Optional<Budget> spend(RateLimit limit, long epochSecond) {
    long start = limit.windowStart(epochSecond);
    Budget current = start > windowStart ? new Budget(start, 0) : this;
    return current.spent >= limit.attempts()
        ? Optional.empty()
        : Optional.of(new Budget(current.windowStart, current.spent + 1));
  }
}
