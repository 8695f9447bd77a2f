package dev.countersign.relyingparty.webauthn;

import dev.countersign.relyingparty.store.Decision;
import dev.countersign.relyingparty.store.DeviceStates;
import dev.countersign.relyingparty.store.StateStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Challenges that are out, each good once until it expires ([WEBAUTHN-3] 13.4.3). They lie in a
 * fixed number of places, and the first bytes of a challenge say in which; so giving one out and
 * taking it back cost the same however many are out, memory has a bound, and all nodes share them
 * through the store.
 *
 * <p>A challenge goes where nothing is that is still good. When {@value #TRIES} random ones find no
 * such place, the one among them that would expire first gives way: somebody begins again, which is
 * better than that nobody can begin.
 */
final class Challenges {
  static final int USUAL_BYTES = 32;

  private static final int MIN_BYTES = 16;
  static final int TRIES = 16;
  static final int MAX_PLACES = 1 << 24;

  private final String prefix;
  private final DeviceStates<ChallengeState> states;
  private final int places;
  private final int bytes;
  private final Duration life;
  private final InstantSource clock;
  private final SecureRandom random;

  /**
   * Challenges.
   *
   * @param places a power of two
   * @param bytes how long a challenge is
   */
  Challenges(
      String rpId,
      StateStore store,
      int places,
      int bytes,
      Duration life,
      InstantSource clock,
      SecureRandom random) {
    this.prefix = "webauthn:challenge:%s:".formatted(Fingerprint.brief(rpId));
    this.states = new DeviceStates<>(store, ChallengeState.CODEC);
    this.places = places;
    this.bytes = bytes;
    this.life = life;
    this.clock = clock;
    this.random = random;
  }

  /** Gives one out; empty when others were faster every time. */
  Optional<byte[]> give(ChallengeState.Terms terms) {
    long now = clock.millis();
    byte[] oldest = new byte[0];
    long oldestExpiry = Long.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      byte[] challenge = new byte[bytes];
      random.nextBytes(challenge);
      long expiry = put(challenge, terms, now, now);
      if (expiry < 0) {
        return Optional.of(challenge);
      } else if (expiry < oldestExpiry) {
        oldestExpiry = expiry;
        oldest = challenge;
      }
    }
    boolean given = oldest.length > 0 && put(oldest, terms, now, oldestExpiry) < 0;
    return given ? Optional.of(oldest) : Optional.empty();
  }

  /**
   * Puts a challenge into its place, if what is there expires by then.
   *
   * @return -1 when it is there, else when what is there expires
   */
  private long put(byte[] challenge, ChallengeState.Terms terms, long now, long by) {
    ChallengeState next =
        new ChallengeState(ChallengeState.digest(challenge), terms, now + life.toMillis(), false);
    return states
        .decide(
            place(challenge),
            state ->
                state.used() || state.expiresMillis() <= by
                    ? Decision.storing(next, -1L)
                    : Decision.<ChallengeState, Long>keeping(state.expiresMillis()))
        .orElse(Long.MAX_VALUE);
  }

  /**
   * Takes one back, and uses it up if it was given out on these terms.
   *
   * @return empty when it is good, else why not
   */
  Optional<Refusal> take(byte[] challenge, ChallengeState.Terms terms) {
    if (challenge.length < MIN_BYTES) {
      return Optional.of(Refusal.CHALLENGE_UNKNOWN);
    }
    long now = clock.millis();
    return states
        .<Optional<Refusal>>decide(
            place(challenge),
            state -> {
              Optional<Refusal> refused = state.refuses(challenge, terms, now);
              return refused.isPresent()
                  ? Decision.keeping(refused)
                  : Decision.storing(state.usedUp(), refused);
            })
        .orElse(Optional.of(Refusal.BUSY));
  }

  private String place(byte[] challenge) {
    int number =
        ((challenge[0] & 0xFF) << 16) | ((challenge[1] & 0xFF) << 8) | (challenge[2] & 0xFF);
    return prefix + (number & (places - 1));
  }
}
