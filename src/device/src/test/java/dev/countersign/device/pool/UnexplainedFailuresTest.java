package dev.countersign.device.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.TokenException;
import dev.countersign.device.pool.PoolHealth.State;
import org.junit.jupiter.api.Test;

/** Failures of which a member does not tell whether it or the request is at fault. */
class UnexplainedFailuresTest extends RestingCase {
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
