package dev.countersign.device.pool;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long a member rests: twice as long each time, at random between half of that and all. */
final class Rest {
  private static final int MOST_DOUBLINGS = 30;

  private Rest() {}

  static Duration length(PoolLimits limits, int before, RandomGenerator random) {
    long first = limits.firstRest().toNanos();
    long longest = limits.longestRest().toNanos();
    int doublings = Math.min(before, MOST_DOUBLINGS);
    long whole = first > longest >> doublings ? longest : first << doublings;
    return Duration.ofNanos(whole / 2 + (long) (random.nextDouble() * (whole - whole / 2)));
  }
}
