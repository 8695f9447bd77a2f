package dev.countersign.relyingparty.code;

import java.time.Duration;

/**
 * The numbers that a service verifies HOTP codes by.
 *
 * @param lookAhead how many codes after the expected one are accepted, too ([RFC4226] 7.4), 0 to
 *     100
 * @param pairAhead how many codes after the expected one a pair may begin at, 0 to 1000
 * @param limit how often codes of a device are looked at; a pair is one try
 */
public record HotpProfile(int lookAhead, int pairAhead, RateLimit limit) {
  private static final int MAX_LOOK_AHEAD = 100;
  private static final int MAX_PAIR_AHEAD = 1000;

  /**
   * What is right where nobody says otherwise: five codes made for nothing are forgiven, a hundred
   * with a pair; five tries in five minutes. A code of a counter does not grow old, so that the
   * window is what a guesser aims at, and is kept small ([RFC4226] 7.4, appendix A).
   */
  public static final HotpProfile STRICT =
      new HotpProfile(5, 100, new RateLimit(5, Duration.ofMinutes(5)));

  /** Checks the numbers. */
  public HotpProfile {
    if (lookAhead < 0 || lookAhead > MAX_LOOK_AHEAD) {
      throw new IllegalArgumentException("0 to 100 codes are looked ahead");
    }
    if (pairAhead < 0 || pairAhead > MAX_PAIR_AHEAD) {
      throw new IllegalArgumentException("pairs are searched 0 to 1000 codes ahead");
    }
  }
}
