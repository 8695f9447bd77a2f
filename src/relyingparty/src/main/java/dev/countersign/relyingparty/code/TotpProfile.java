package dev.countersign.relyingparty.code;

import java.time.Duration;

/**
 * The numbers that a service verifies TOTP codes by.
 *
 * @param window how many time steps before and after the device's adjusted time a code may be of, 0
 *     to 10
 * @param pairBehind how many time steps before that time the second code of a pair may be of
 * @param pairAhead and how many after it
 * @param limit how often codes of a device are looked at
 * @param pairsAreLimited whether a pair counts as one try of that limit
 */
public record TotpProfile(
    int window, int pairBehind, int pairAhead, RateLimit limit, boolean pairsAreLimited) {
  private static final int MAX_WINDOW = 10;

  /** Used codes are remembered over the whole range that a pair can move the window back. */
  private static final int MAX_PAIR_RANGE = UsedCounters.MEMORY - 2 * MAX_WINDOW - 1;

  /**
   * What is right where nobody says otherwise. One step to either side is what [RFC6238] 5.2
   * recommends for the way of a code; slow clocks are what the stored drift is for. Ten minutes to
   * either side find a token whose clock went wrong by two minutes a year for five years, with a
   * chance of 1 in 10^10 to guess a pair. Five tries in five minutes are enough for fingers, and
   * leave a guesser of six digits 0.4 percent a day.
   */
  public static final TotpProfile STRICT =
      new TotpProfile(1, 20, 20, new RateLimit(5, Duration.ofMinutes(5)), true);

  /**
   * What AWS was seen to do ([AWS-MFA]): two steps to either side; pairs from 998 steps behind to
   * 1000 ahead, more than eight hours; nine tries in three minutes, in which pairs do not count.
   */
  public static final TotpProfile AWS =
      new TotpProfile(2, 998, 1000, new RateLimit(9, Duration.ofMinutes(3)), false);

  /** Checks the numbers. */
  public TotpProfile {
    if (window < 0 || window > MAX_WINDOW) {
      throw new IllegalArgumentException("a window has 0 to 10 steps to either side");
    }
    if (pairBehind < 0
        || pairBehind > MAX_PAIR_RANGE
        || pairAhead < 0
        || pairAhead > MAX_PAIR_RANGE) {
      throw new IllegalArgumentException(
          "pairs are searched 0 to %d steps to either side".formatted(MAX_PAIR_RANGE));
    }
  }
}
