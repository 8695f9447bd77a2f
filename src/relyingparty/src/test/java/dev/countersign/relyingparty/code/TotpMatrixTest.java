package dev.countersign.relyingparty.code;

import static dev.countersign.relyingparty.code.Authenticator.SEED;
import static dev.countersign.relyingparty.code.Authenticator.code;
import static dev.countersign.relyingparty.code.Authenticator.wrong;
import static dev.countersign.relyingparty.code.CodeResult.Reason.NOT_CONSECUTIVE;
import static dev.countersign.relyingparty.code.CodeResult.Reason.RATE_LIMITED;
import static dev.countersign.relyingparty.code.CodeResult.Reason.REUSED;
import static dev.countersign.relyingparty.code.CodeResult.Reason.WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.relyingparty.Stores;
import dev.countersign.relyingparty.code.CodeResult.Accepted;
import dev.countersign.relyingparty.code.CodeResult.Reason;
import dev.countersign.relyingparty.code.CodeResult.Refused;
import dev.countersign.relyingparty.store.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Window, replay, drift, order of pairs and limit of tries, of both profiles on both stores. */
class TotpMatrixTest {
  private static final TotpDevice DEVICE = TotpDevice.usual("arn:aws:iam::123456789012:mfa/phone");

  /** Nine seconds into a step, at the begin of a window of both limits. */
  private static final long START = 1_700_001_000 / 900 * 900 + 9;

  /** A verifier, and what its device's clock says. */
  private static final class Bench {
    private final TotpProfile profile;
    private final SettableClock clock = new SettableClock(START);
    private final TotpVerifier verifier;
    private final String what;

    private Bench(TotpProfile profile, StateStore store, String what) {
      this.profile = profile;
      this.verifier = new TotpVerifier(profile, store, clock);
      this.what = what;
    }

    CodeResult verify(long counter) {
      return verifier.verify(DEVICE, SEED, code(counter));
    }

    CodeResult pair(long first, long second) {
      return verifier.synchronise(DEVICE, SEED, code(first), code(second));
    }

    /** To where all tries are there again. */
    void rest() {
      clock.advance(900);
    }

    @Override
    public String toString() {
      return what;
    }
  }

  private static List<Bench> benches() {
    List<Bench> benches = new ArrayList<>();
    for (Stores store : Stores.values()) {
      benches.add(new Bench(TotpProfile.STRICT, store.open(), "strict, " + store));
      benches.add(new Bench(TotpProfile.AWS, store.open(), "AWS, " + store));
    }
    return benches;
  }

  static Stream<Arguments> everyBench() {
    return benches().stream().map(Arguments::of);
  }

  /** Drifts within the range of a pair, the ends included. */
  static Stream<Arguments> everyBenchAndDrift() {
    return Stream.of(-998L, -20L, -1L, 0L, 1L, 20L, 1000L)
        .flatMap(
            drift ->
                benches().stream()
                    .filter(bench -> drift >= -bench.profile.pairBehind())
                    .filter(bench -> drift <= bench.profile.pairAhead())
                    .map(bench -> Arguments.of(bench, drift)));
  }

  private static Refused refused(Reason reason) {
    return new Refused(reason);
  }

  @ParameterizedTest
  @MethodSource("everyBenchAndDrift")
  void eachCodeOfTheWindowIsAcceptedOnceAndNoOther(Bench bench, long drift) {
    long time = bench.clock.step() + drift;
    assertThat(bench.pair(time - 1, time)).isEqualTo(new Accepted(time, drift));
    for (int offset = -bench.profile.window() - 2; offset <= bench.profile.window() + 2; offset++) {
      bench.rest();
      long counter = bench.clock.step() + drift + offset;
      boolean inside = Math.abs(offset) <= bench.profile.window();
      assertThat(bench.verify(counter))
          .as("offset %d", offset)
          .isEqualTo(inside ? new Accepted(counter, drift) : refused(WRONG));
      assertThat(bench.verify(counter))
          .as("offset %d, again", offset)
          .isEqualTo(refused(inside ? REUSED : WRONG));
    }
  }

  @ParameterizedTest
  @MethodSource("everyBenchAndDrift")
  void codesOfOneWindowComeInAnyOrder(Bench bench, long drift) {
    long time = bench.clock.step() + drift;
    assertThat(bench.pair(time - 1, time).accepted()).isTrue();
    bench.rest();
    long now = bench.clock.step() + drift;
    int window = bench.profile.window();
    for (int offset = window; offset >= -window; offset--) {
      assertThat(bench.verify(now + offset)).isEqualTo(new Accepted(now + offset, drift));
    }
    bench.rest();
    bench.clock.advance(-870);
    assertThat(bench.verify(now + window)).isNotInstanceOf(Accepted.class);
  }

  /** What a window leaves behind is remembered: a node whose clock is behind may still ask. */
  @ParameterizedTest
  @MethodSource("everyBench")
  void usedCodeStaysUsedForAClockThatIsBehind(Bench bench) {
    long step = bench.clock.step();
    assertThat(bench.verify(step).accepted()).isTrue();
    for (int later = 0; later < 3; later++) {
      bench.rest();
      assertThat(bench.verify(bench.clock.step()).accepted()).isTrue();
    }
    bench.clock.set(START + 30);
    assertThat(bench.verify(step)).isNotInstanceOf(Accepted.class);
    bench.clock.set(START + 2700);
    assertThat(bench.verify(bench.clock.step())).isNotInstanceOf(Accepted.class);
  }

  @ParameterizedTest
  @MethodSource("everyBench")
  void acceptanceDoesNotMoveTheWindow(Bench bench) {
    int window = bench.profile.window();
    long step = bench.clock.step();
    assertThat(bench.verify(step + window)).isEqualTo(new Accepted(step + window, 0));
    assertThat(bench.verify(step + window + 1)).isEqualTo(refused(WRONG));
    assertThat(bench.verify(step - window)).isEqualTo(new Accepted(step - window, 0));
    assertThat(bench.verify(step - window - 1)).isEqualTo(refused(WRONG));
  }

  @ParameterizedTest
  @MethodSource("everyBench")
  void pairsAreFoundUpToBothEndsOfTheRangeAndNotBeyond(Bench bench) {
    long behind = -bench.profile.pairBehind();
    long ahead = bench.profile.pairAhead();
    for (long offset : new long[] {behind - 1, ahead + 1}) {
      long time = bench.clock.step() + offset;
      assertThat(bench.pair(time - 1, time)).as("%d", offset).isInstanceOf(Refused.class);
    }
    bench.rest();
    long low = bench.clock.step() + behind;
    assertThat(bench.pair(low - 1, low)).isEqualTo(new Accepted(low, behind));
    bench.rest();
    // The range lies around the adjusted time, not around the clock's.
    long high = bench.clock.step() + behind + ahead;
    assertThat(bench.pair(high, high + 1)).as("one too far").isInstanceOf(Refused.class);
    assertThat(bench.pair(high - 1, high)).isEqualTo(new Accepted(high, behind + ahead));
  }

  @ParameterizedTest
  @MethodSource("everyBench")
  void rangeLiesAroundTheAdjustmentAtItsOtherEndToo(Bench bench) {
    long ahead = bench.profile.pairAhead();
    long high = bench.clock.step() + ahead;
    assertThat(bench.pair(high - 1, high)).isEqualTo(new Accepted(high, ahead));
    bench.clock.advance(30L * 4000);
    long low = bench.clock.step() + ahead - bench.profile.pairBehind();
    assertThat(bench.pair(low - 2, low - 1)).as("one too far").isInstanceOf(Refused.class);
    assertThat(bench.pair(low - 1, low)).isEqualTo(new Accepted(low, low - bench.clock.step()));
  }

  @ParameterizedTest
  @MethodSource("everyBench")
  void twoCodesInAnyOtherOrderAreNoPair(Bench bench) {
    long step = bench.clock.step();
    long[][] orders = {{step, step}, {step + 1, step}, {step, step + 2}, {step, step - 2}};
    for (long[] order : orders) {
      assertThat(bench.pair(order[0], order[1]))
          .as("%d, %d", order[0] - step, order[1] - step)
          .isEqualTo(refused(NOT_CONSECUTIVE));
    }
    bench.rest();
    step = bench.clock.step();
    String no = wrong(step - 1000, step + 1001);
    assertThat(bench.verifier.synchronise(DEVICE, SEED, code(step), no)).isEqualTo(refused(WRONG));
    assertThat(bench.verifier.synchronise(DEVICE, SEED, no, code(step))).isEqualTo(refused(WRONG));
    assertThat(bench.pair(step, step + 1)).isEqualTo(new Accepted(step + 1, 1));
  }

  @ParameterizedTest
  @MethodSource("everyBench")
  void bothCodesOfAPairAreNewerThanTheLastPair(Bench bench) {
    long step = bench.clock.step();
    assertThat(bench.pair(step, step + 1).accepted()).isTrue();
    assertThat(bench.pair(step, step + 1)).as("the same").isEqualTo(refused(REUSED));
    assertThat(bench.pair(step - 1, step)).as("older").isEqualTo(refused(REUSED));
    assertThat(bench.pair(step + 1, step + 2)).as("overlapping").isEqualTo(refused(REUSED));
    assertThat(bench.pair(step + 2, step + 3)).isEqualTo(new Accepted(step + 3, 3));
  }

  @ParameterizedTest
  @MethodSource("everyBench")
  void refusedPairLeavesTheAdjustmentAlone(Bench bench) {
    long step = bench.clock.step();
    assertThat(bench.pair(step + 6, step + 7)).isEqualTo(new Accepted(step + 7, 7));
    assertThat(bench.pair(step + 9, step + 8)).isEqualTo(refused(NOT_CONSECUTIVE));
    assertThat(bench.verify(step + 7)).isEqualTo(new Accepted(step + 7, 7));
  }

  @ParameterizedTest
  @MethodSource("everyBench")
  void codesOfAPairMayBothBeVerified(Bench bench) {
    for (boolean newerFirst : new boolean[] {true, false}) {
      bench.rest();
      long step = bench.clock.step();
      assertThat(bench.pair(step - 1, step).accepted()).isTrue();
      long first = newerFirst ? step : step - 1;
      long second = newerFirst ? step - 1 : step;
      assertThat(bench.verify(first)).isEqualTo(new Accepted(first, 0));
      assertThat(bench.verify(second)).isEqualTo(new Accepted(second, 0));
      assertThat(bench.verify(first)).isEqualTo(refused(REUSED));
    }
  }

  @ParameterizedTest
  @MethodSource("everyBench")
  void usedCodeMayBePartOfAPairAndStaysUsed(Bench bench) {
    long step = bench.clock.step();
    assertThat(bench.verify(step).accepted()).isTrue();
    assertThat(bench.pair(step, step + 1).accepted()).isTrue();
    assertThat(bench.verify(step)).isEqualTo(refused(REUSED));
    assertThat(bench.verify(step + 1).accepted()).isTrue();
  }

  /** A pair moves the window back; what was used comes by a second time, and is still used. */
  @ParameterizedTest
  @MethodSource("everyBench")
  void usedCodeStaysUsedWhenTheWindowComesByAgain(Bench bench) {
    long back = bench.profile.pairBehind();
    long step = bench.clock.step();
    assertThat(bench.verify(step).accepted()).isTrue();
    assertThat(bench.pair(step - back - 1, step - back).accepted()).isTrue();
    assertThat(bench.verify(step - back)).as("never used").isInstanceOf(Accepted.class);
    bench.clock.advance(30 * back);
    assertThat(bench.verify(step)).isEqualTo(refused(REUSED));
    assertThat(bench.verify(step + 1).accepted()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("everyBench")
  void everyKindOfTrySpendsTheSameBudget(Bench bench) {
    int attempts = bench.profile.limit().attempts();
    long step = bench.clock.step();
    String no = wrong(step - 9, step + 9);
    for (int i = 0; i < attempts; i++) {
      switch (i % 4) {
        case 0 -> assertThat(bench.verify(step).accepted()).isEqualTo(i == 0);
        case 1 -> assertThat(bench.verify(step)).isEqualTo(refused(REUSED));
        case 2 -> assertThat(bench.verifier.verify(DEVICE, SEED, no)).isEqualTo(refused(WRONG));
        default -> assertThat(bench.verifier.verify(DEVICE, SEED, "x")).isInstanceOf(Refused.class);
      }
    }
    assertThat(bench.verify(step + 1)).isEqualTo(refused(RATE_LIMITED));
    assertThat(bench.verifier.verify(DEVICE, SEED, "x")).isEqualTo(refused(RATE_LIMITED));

    long window = bench.profile.limit().window().toSeconds();
    bench.clock.set(START - START % window + window - 1);
    assertThat(bench.verify(bench.clock.step())).as("last second").isEqualTo(refused(RATE_LIMITED));
    bench.clock.advance(1);
    assertThat(bench.verify(bench.clock.step()).accepted()).as("next window").isTrue();
  }

  @ParameterizedTest
  @MethodSource("everyBench")
  void windowsOfTheLimitAreThoseOfUtc(Bench bench) {
    long window = bench.profile.limit().window().toSeconds();
    bench.clock.set(START - START % window + window - 1); // one second of it is left
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < bench.profile.limit().attempts(); i++) {
        assertThat(bench.verifier.verify(DEVICE, SEED, "x")).isNotEqualTo(refused(RATE_LIMITED));
      }
      assertThat(bench.verifier.verify(DEVICE, SEED, "x")).isEqualTo(refused(RATE_LIMITED));
      bench.clock.advance(1);
    }
  }

  @ParameterizedTest
  @MethodSource("everyBench")
  void clockThatIsBehindOpensNoOldWindow(Bench bench) {
    for (int i = 0; i < bench.profile.limit().attempts(); i++) {
      bench.verify(bench.clock.step() - 9);
    }
    bench.clock.advance(-900);
    assertThat(bench.verify(bench.clock.step())).isEqualTo(refused(RATE_LIMITED));
  }

  @ParameterizedTest
  @MethodSource("everyBench")
  void pairsSpendTheBudgetWhereTheProfileSaysSo(Bench bench) {
    long step = bench.clock.step();
    int attempts = bench.profile.limit().attempts();
    for (int i = 0; i < attempts; i++) {
      assertThat(bench.pair(step, step)).isEqualTo(refused(NOT_CONSECUTIVE));
    }
    boolean limited = bench.profile.pairsAreLimited();
    assertThat(limited).isEqualTo(!bench.what.startsWith("AWS"));
    assertThat(bench.pair(step, step + 1).accepted()).isEqualTo(!limited);
    assertThat(bench.verify(step + 1).accepted()).isEqualTo(!limited);
  }

  @ParameterizedTest
  @MethodSource("everyBench")
  void budgetIsTheDevicesAndOutlivesIt(Bench bench) {
    long step = bench.clock.step();
    for (int i = 0; i < bench.profile.limit().attempts(); i++) {
      bench.verifier.verify(DEVICE, SEED, "x");
    }
    bench.verifier.forget(DEVICE.id());
    assertThat(bench.verify(step)).isEqualTo(refused(RATE_LIMITED));
    TotpDevice sibling = TotpDevice.usual("arn:aws:iam::123456789012:mfa/PHONE");
    assertThat(bench.verifier.verify(sibling, SEED, code(step)).accepted()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("everyBench")
  void forgettingIsAFreshStart(Bench bench) {
    long step = bench.clock.step();
    assertThat(bench.pair(step + 7, step + 8).accepted()).isTrue();
    assertThat(bench.verify(step + 8).accepted()).isTrue();
    bench.verifier.forget(DEVICE.id());
    bench.verifier.forget("never seen");
    assertThat(bench.pair(step - 1, step)).as("no last pair").isEqualTo(new Accepted(step, 0));
    assertThat(bench.verify(step).accepted()).isTrue();
  }

  /** A code that was accepted under the old seed says nothing about the new one. */
  @ParameterizedTest
  @MethodSource("everyBench")
  void anotherSeedHasOtherCodes(Bench bench) {
    byte[] other = "another seed of sixteen".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    long step = bench.clock.step();
    assertThat(bench.verify(step).accepted()).isTrue();
    assertThat(bench.verifier.verify(DEVICE, other, code(step))).isEqualTo(refused(WRONG));
    bench.verifier.forget(DEVICE.id());
    assertThat(bench.verifier.verify(DEVICE, other, code(other, step)).accepted()).isTrue();
  }
}
