package dev.countersign.device.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.Digest;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.TokenException;
import dev.countersign.device.pool.PoolHealth.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Failures of which a member does not tell whether it or the request is at fault. */
class UnexplainedFailuresTest {
  private static final SignatureAlgorithm ECDSA = SignatureAlgorithm.ecdsa(Digest.SHA256);
  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);
  private static final PoolLimits LIMITS =
      PoolLimits.USUAL.rests(Duration.ofSeconds(1), Duration.ofSeconds(8));

  private final FakeTime time = new FakeTime();
  private final FakeKey a = new FakeKey("a");
  private final FakeKey b = new FakeKey("b");
  private final SigningPool pool = pool(LIMITS.waiting(0, Duration.ZERO));

  private SigningPool pool(PoolLimits limits) {
    return SigningPool.builder()
        .member(a)
        .member(b)
        .limits(limits)
        .time(time)
        .random(new SplittableRandom(5))
        .open();
  }

  private void sign() {
    assertThat(FakeKey.verifies(MESSAGE, pool.sign(ECDSA, MESSAGE))).isTrue();
  }

  private void sign(int times) {
    for (int i = 0; i < times; i++) {
      sign();
    }
  }

  private State state(FakeKey key) {
    return health(key).state();
  }

  private PoolHealth.Member health(FakeKey key) {
    return pool.health().members().stream()
        .filter(member -> member.name().equals(key.uri().toString()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void memberThatFailsUnexplainedRestsWhenAnotherSigns() {
    a.fail(FakeKey.unexplained());
    sign(10);
    assertThat(a.asked).hasValue(1);
    assertThat(b.asked).hasValue(10);
    assertThat(state(a)).isEqualTo(State.RESTING);
    assertThat(health(a).problem()).contains("it said 0x80000030");
    assertThat(health(a).failed()).isEqualTo(1);
  }

  @Test
  void whatAllMembersFailAtUnexplainedIsTheRequestsFault() {
    a.fail(FakeKey.unexplained());
    b.fail(FakeKey.unexplained());
    for (int i = 1; i <= 3; i++) {
      assertThatThrownBy(() -> pool.sign(ECDSA, MESSAGE))
          .isInstanceOf(TokenException.Unexplained.class);
      assertThat(a.asked).hasValue(i);
      assertThat(b.asked).hasValue(i);
    }
    assertThat(state(a)).isEqualTo(State.SERVING);
    assertThat(state(b)).isEqualTo(State.SERVING);
    a.work();
    b.work();
    sign(4);
    assertThat(pool.health().usable()).isTrue();
  }

  @Test
  void unexplainedFailureIsToldAtOnceWhenNoOtherMemberServes() {
    a.fail(FakeKey.unavailable());
    sign(4);
    b.fail(FakeKey.unexplained());
    assertThatThrownBy(() -> pool.sign(ECDSA, MESSAGE))
        .isInstanceOf(TokenException.Unexplained.class);
    assertThat(state(b)).isEqualTo(State.SERVING);
    assertThat(a.asked).hasValue(1);
  }

  @Test
  void aRefusalByAnotherMemberAcquitsTheOneThatFailedUnexplained() {
    a.fail(FakeKey.unexplained());
    b.fail(FakeKey.refused());
    assertThatThrownBy(() -> pool.sign(ECDSA, MESSAGE)).isInstanceOf(TokenException.Refused.class);
    assertThat(state(a)).isEqualTo(State.SERVING);
    assertThat(health(a).signing()).isZero();
  }
}
