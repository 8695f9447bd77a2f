package dev.countersign.relyingparty.code;

import static dev.countersign.relyingparty.code.Authenticator.SEED;
import static dev.countersign.relyingparty.code.Authenticator.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.relyingparty.code.CodeResult.Accepted;
import dev.countersign.relyingparty.store.InMemoryStateStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever comes in whatever order, what is accepted is what the rules say: a model that remembers
 * everything and knows the counter of each code says so in a few lines.
 */
class TotpModelTest {
  private static final int STEPS = 1500;

  /** The rules over counters instead of codes, with unlimited memory. */
  private static final class Model {
    private final TotpProfile profile;
    private final Set<Long> used = new HashSet<>();
    private long drift;
    private long lastPair = -1;
    private long window;
    private int tries;

    private Model(TotpProfile profile) {
      this.profile = profile;
    }

    private boolean spend(long now) {
      long seconds = profile.limit().window().toSeconds();
      if (now / seconds != window) {
        window = now / seconds;
        tries = 0;
      }
      return ++tries <= profile.limit().attempts();
    }

    boolean verify(long now, long counter) {
      return spend(now)
          && Math.abs(counter - now / 30 - drift) <= profile.window()
          && used.add(counter);
    }

    boolean pair(long now, long first, long second) {
      if (profile.pairsAreLimited() && !spend(now)) {
        return false;
      }
      long offset = second - now / 30 - drift;
      boolean right =
          second == first + 1
              && offset >= -profile.pairBehind()
              && offset <= profile.pairAhead()
              && first > lastPair;
      if (right) {
        lastPair = second;
        drift = second - now / 30;
      }
      return right;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void acceptsWhatTheRulesAccept(long seed) {
    for (TotpProfile profile :
        List.of(
            TotpProfile.STRICT,
            new TotpProfile(2, 60, 80, TotpProfile.AWS.limit(), false),
            new TotpProfile(0, 5, 0, new RateLimit(2, Duration.ofSeconds(30)), true))) {
      run(profile, new Random(seed));
    }
  }

  private static void run(TotpProfile profile, Random random) {
    SettableClock clock = new SettableClock(1_700_000_000);
    TotpDevice device = TotpDevice.usual("d");
    TotpVerifier verifier = new TotpVerifier(profile, new InMemoryStateStore(), clock);
    Model model = new Model(profile);
    int accepted = 0;
    for (int i = 0; i < STEPS; i++) {
      clock.advance(random.nextInt(4) == 0 ? random.nextInt(400) : random.nextInt(20));
      long near = clock.step() + model.drift + random.nextInt(9) - 4;
      CodeResult result;
      boolean expected;
      if (random.nextInt(5) > 0) {
        expected = model.verify(clock.epochSecond(), near);
        result = verifier.verify(device, SEED, code(near));
        if (result instanceof Accepted right) {
          assertThat(right.counter()).isEqualTo(near);
        }
      } else {
        int reach = profile.pairBehind() + profile.pairAhead() + 3;
        long second = near + random.nextInt(2) * (random.nextInt(2 * reach) - reach);
        long first = random.nextInt(5) == 0 ? second - random.nextInt(4) : second - 1;
        expected = model.pair(clock.epochSecond(), first, second);
        result = verifier.synchronise(device, SEED, code(first), code(second));
      }
      if (result instanceof Accepted right) {
        accepted++;
        assertThat(right.drift()).isEqualTo(model.drift);
      }
      assertThat(result.accepted()).as("step %d: %s", i, result).isEqualTo(expected);
    }
    assertThat(accepted).as("acceptances").isGreaterThan(STEPS / 20);
  }

  /** The memory of used counters is that of a set as far back as it reaches, and closed beyond. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void usedCountersAreASetWithAHorizon(long seed) {
    Random random = new Random(seed);
    UsedCounters used = UsedCounters.NONE;
    Set<Long> all = new HashSet<>();
    long base = 50_000_000;
    for (int i = 0; i < 4000; i++) {
      base += random.nextInt(20) == 0 ? random.nextInt(3000) : random.nextInt(3);
      long counter = base - random.nextInt(900);
      used = used.with(counter);
      all.add(counter);
      for (int probe = 0; probe < 20; probe++) {
        long asked = base + 5 - random.nextInt(1400);
        boolean beyond = asked <= used.highest() - UsedCounters.MEMORY;
        assertThat(used.contains(asked)).isEqualTo(beyond || all.contains(asked));
      }
      TotpState state = new TotpState(new Budget(i, i), -i, i, used);
      assertThat(TotpState.CODEC.decode(TotpState.CODEC.encode(state))).isEqualTo(state);
    }
  }
}
