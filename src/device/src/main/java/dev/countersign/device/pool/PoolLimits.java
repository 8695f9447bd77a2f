package dev.countersign.device.pool;

import java.time.Duration;

/**
 * How much a pool takes on.
 *
 * @param perMember signatures that one member makes at the same time, at least 1; no more than its
 *     sessions, and 1 for a card
 * @param maxWaiting callers that may wait for a member; one more is refused at once
 * @param patience how long a caller waits for a member in all, before and between its attempts
 * @param firstRest how long a member rests after it failed
 * @param longestRest the rest doubles with each probe that fails, up to this
 */
public record PoolLimits(
    int perMember, int maxWaiting, Duration patience, Duration firstRest, Duration longestRest) {

  /** 4 at a time, 1000 waiting for 5 seconds at most, rests of 1 second to 1 minute. */
  public static final PoolLimits USUAL =
      new PoolLimits(4, 1000, Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofMinutes(1));

  /**
   * Checks.
   *
   * @throws IllegalArgumentException when a limit leaves nothing to work with
   */
  public PoolLimits {
    if (perMember < 1 || maxWaiting < 0) {
      throw new IllegalArgumentException("perMember is at least 1 and maxWaiting at least 0");
    }
    if (patience.isNegative() || firstRest.isNegative() || firstRest.isZero()) {
      throw new IllegalArgumentException("patience is not negative and firstRest longer than zero");
    }
    if (longestRest.compareTo(firstRest) < 0) {
      throw new IllegalArgumentException("longestRest is at least firstRest");
    }
  }

  /** The same with another number of signatures at the same time. */
  public PoolLimits perMember(int signatures) {
    return new PoolLimits(signatures, maxWaiting, patience, firstRest, longestRest);
  }

  /** The same with other bounds on waiting. */
  public PoolLimits waiting(int callers, Duration longest) {
    return new PoolLimits(perMember, callers, longest, firstRest, longestRest);
  }

  /** The same with other rests. */
  public PoolLimits rests(Duration first, Duration longest) {
    return new PoolLimits(perMember, maxWaiting, patience, first, longest);
  }
}
