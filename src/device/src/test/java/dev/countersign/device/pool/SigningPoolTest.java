package dev.countersign.device.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.TokenException;
import dev.countersign.device.pool.PoolHealth.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members that fail, rest and come back. */
class SigningPoolTest extends RestingCase {
  @Test
  void membersTakeTurnsWhenNoneHasMoreToDo() {
    sign(10);
    assertThat(a.asked).hasValue(5);
    assertThat(b.asked).hasValue(5);
    assertThat(pool.health().usable()).isTrue();
    assertThat(health(a).signed()).isEqualTo(5);
  }

  @Test
  void signatureThatFailedAtOneMemberIsMadeByAnother() {
    a.fail(FakeKey.unavailable());
    sign(10);
    assertThat(a.asked).hasValue(1);
    assertThat(b.asked).hasValue(10);
    assertThat(state(a)).isEqualTo(State.RESTING);
    assertThat(health(a).problem()).contains("the way to it failed");
    assertThat(health(a).rest().orElseThrow())
        .isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
  }

  @Test
  void memberThatSignsAgainComesBackByItsProbe() {
    a.fail(FakeKey.unavailable());
    sign(4);
    a.work();
    time.pass(Duration.ofSeconds(1));
    assertThat(state(a)).isEqualTo(State.SERVING);
    int probed = a.asked.get();
    assertThat(probed).isEqualTo(2);
    sign(10);
    assertThat(a.asked).hasValue(probed + 5);
  }

  @Test
  void restsDoubleUpToTheLongestAndAreSpread() {
    a.fail(FakeKey.unavailable());
    sign(2);
    List<Duration> rests = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Duration rest = time.untilNext();
      rests.add(rest);
      time.pass(rest);
    }
    long[] longest = {1000, 2000, 4000, 8000, 8000, 8000};
    for (int i = 0; i < longest.length; i++) {
      assertThat(rests.get(i).toMillis()).isBetween(longest[i] / 2, longest[i]);
    }
    assertThat(rests).doesNotHaveDuplicates();
    assertThat(a.asked).hasValue(1 + 6);
  }

  @Test
  void memberThatFailsAfterEachProbeRestsLongerEachTime() {
    List<Duration> rests = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      a.fail(FakeKey.unavailable());
      sign(2);
      rests.add(time.untilNext());
      a.work();
      time.pass(time.untilNext());
      assertThat(state(a)).isEqualTo(State.SERVING);
    }
    assertThat(rests.get(3)).isGreaterThanOrEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void memberThatSignedAfterItCameBackRestsShortlyTheNextTime() {
    a.fail(FakeKey.unavailable());
    sign(2);
    time.pass(Duration.ofSeconds(20));
    a.work();
    time.pass(Duration.ofSeconds(20));
    sign(2);
    a.fail(FakeKey.unavailable());
    sign(2);
    assertThat(time.untilNext()).isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void wrongPinIsToldAndTheMemberLeftAlone() {
    a.fail(FakeKey.wrongPin());
    assertThatThrownBy(() -> pool.sign(ECDSA, MESSAGE)).isInstanceOf(TokenException.WrongPin.class);
    assertThat(state(a)).isEqualTo(State.LEFT_ALONE);
    sign(10);
    time.pass(Duration.ofDays(1));
    assertThat(a.asked).hasValue(1);
    assertThat(time.pending()).isZero();
  }

  @Test
  void resetBringsAMemberBackWhosePinWasPutRight() {
    a.fail(FakeKey.wrongPin());
    assertThatThrownBy(() -> pool.sign(ECDSA, MESSAGE)).isInstanceOf(TokenException.WrongPin.class);
    assertThat(pool.reset(a.uri().toString()).state()).isEqualTo(State.LEFT_ALONE);
    assertThat(a.asked).hasValue(2);
    a.work();
    assertThat(pool.reset(a.uri().toString()).state()).isEqualTo(State.SERVING);
    sign(2);
    assertThat(a.asked).hasValue(4);
  }

  @Test
  void resetOfAMemberThatRestsProbesItNowAndOnceOnly() {
    a.fail(FakeKey.unavailable());
    sign(2);
    a.work();
    assertThat(pool.reset(a.uri().toString()).state()).isEqualTo(State.SERVING);
    assertThat(time.pending()).isZero();
    assertThat(pool.reset(a.uri().toString()).state()).isEqualTo(State.SERVING);
    assertThat(a.asked).hasValue(2);
    assertThatThrownBy(() -> pool.reset("c")).hasMessageContaining("no member c");
  }

  @Test
  void pinThatIsWrongAtTheProbeEndsAllProbes() {
    a.fail(FakeKey.unavailable());
    sign(2);
    a.fail(FakeKey.wrongPin());
    time.pass(Duration.ofDays(1));
    assertThat(a.asked).hasValue(2);
    assertThat(state(a)).isEqualTo(State.LEFT_ALONE);
  }

  @Test
  void refusalIsToldAndSaysNothingAboutTheMember() {
    a.fail(FakeKey.refused());
    assertThatThrownBy(() -> pool.sign(ECDSA, MESSAGE)).isInstanceOf(TokenException.Refused.class);
    assertThat(b.asked).hasValue(0);
    assertThat(state(a)).isEqualTo(State.SERVING);
  }

  @Test
  void faultOfADriverIsToldAndTheMemberStays() {
    a.before =
        () -> {
          throw new IllegalArgumentException("not for this key");
        };
    assertThatThrownBy(() -> pool.sign(ECDSA, MESSAGE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(health(a).signing()).isZero();
    a.fail(FakeKey.unavailable());
    sign(2);
    a.before =
        () -> {
          throw new IllegalStateException("out of order");
        };
    time.pass(Duration.ofSeconds(1));
    assertThat(health(a).problem().orElseThrow()).contains("out of order");
    assertThat(state(a)).isEqualTo(State.RESTING);
  }

  @Test
  void memberThatSignsWronglyStaysOut() {
    a.fail(FakeKey.unavailable());
    sign(2);
    a.work();
    a.lies = true;
    time.pass(Duration.ofSeconds(1));
    assertThat(state(a)).isEqualTo(State.RESTING);
    assertThat(health(a).problem()).contains("its signature does not verify");
    a.lies = false;
    time.pass(Duration.ofSeconds(2));
    assertThat(state(a)).isEqualTo(State.SERVING);
  }

  @Test
  void memberInWhosePlaceAnotherKeyIsIsLeftAlone() {
    a.fail(FakeKey.unavailable());
    sign(2);
    a.work();
    a.pair = FakeKey.pair();
    time.pass(Duration.ofSeconds(1));
    assertThat(state(a)).isEqualTo(State.LEFT_ALONE);
    assertThat(a.asked).hasValue(1);
    sign(4);
    assertThat(a.asked).hasValue(1);
  }

  @Test
  void errorOfTheLastMemberTellsWhatAllOfThemHave() {
    a.fail(FakeKey.unavailable());
    b.fail(new TokenException.Removed("fake", "sign", "it was pulled out", null));
    assertThatThrownBy(() -> pool.sign(ECDSA, MESSAGE))
        .isInstanceOf(TokenException.Unavailable.class)
        .hasMessageContaining("token=a: the way to it failed")
        .hasMessageContaining("token=b: it was pulled out")
        .hasCauseInstanceOf(TokenException.Removed.class);
    assertThat(pool.health().usable()).isFalse();
  }

  @Test
  void nobodyWaitsForMembersThatAreLeftAlone() {
    SigningPool patient = pool(LIMITS);
    a.fail(FakeKey.wrongPin());
    b.fail(FakeKey.wrongPin());
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> patient.sign(ECDSA, MESSAGE))
          .isInstanceOf(TokenException.WrongPin.class);
    }
    assertThatThrownBy(() -> patient.sign(ECDSA, MESSAGE))
        .isInstanceOf(TokenException.Unavailable.class)
        .hasMessageContaining("wrong PIN");
    assertThat(a.asked.get() + b.asked.get()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void deadMemberIsAskedNoOftenerThanItsRestsAllow(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    a.fail(FakeKey.unavailable());
    sign(2);
    a.asked.set(0);
    long seconds = 0;
    while (seconds < 600) {
      int step = random.nextInt(1, 20);
      seconds += step;
      time.pass(Duration.ofSeconds(step));
      sign(random.nextInt(3));
    }
    // Rests of 0.5, 1, 2 and then at least 4 seconds.
    assertThat(a.asked.get()).isBetween((int) seconds / 8, 3 + (int) (seconds / 4));
  }
}
