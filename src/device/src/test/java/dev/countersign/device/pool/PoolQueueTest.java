package dev.countersign.device.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.Secret;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.device.pool.PoolHealth.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers that come at the same time. */
@Timeout(60)
class PoolQueueTest extends PoolCase {
  @Test
  void memberThatIsBusyIsPassedBy() throws Exception {
    SigningPool pool = pool(one(0));
    CountDownLatch release = hold(a);
    Future<byte[]> slow = signing(pool);
    until(() -> a.atOnce.get() == 1);
    for (int i = 0; i < 20; i++) {
      pool.sign(ECDSA, MESSAGE);
    }
    assertThat(b.asked).hasValue(20);
    release.countDown();
    assertThat(FakeKey.verifies(MESSAGE, slow.get())).isTrue();
  }

  @Test
  void leastLoadedMemberIsChosen() throws Exception {
    SigningPool pool = pool(PoolLimits.USUAL.perMember(3));
    pool.sign(ECDSA, MESSAGE);
    pool.sign(ECDSA, MESSAGE);
    CountDownLatch releaseA = hold(a);
    CountDownLatch releaseB = hold(b);
    List<Future<byte[]>> all = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      int begun = i;
      all.add(signing(pool));
      until(() -> a.atOnce.get() + b.atOnce.get() == begun);
      assertThat(Math.abs(a.atOnce.get() - b.atOnce.get())).isLessThanOrEqualTo(1);
    }
    releaseA.countDown();
    releaseB.countDown();
    assertSigned(all);
  }

  @Test
  void memberThatNeverSignedIsGivenOneAtATime() throws Exception {
    SigningPool pool = pool(PoolLimits.USUAL.perMember(4));
    Busy busy = busy(pool, 8);
    until(() -> pool.health().waiting() == 6);
    assertThat(a.atOnce).hasValue(1);
    busy.end();
  }

  @Test
  void wrongPinCostsOneTryPerMemberHoweverManyCome() throws Exception {
    SigningPool pool = pool(PoolLimits.USUAL);
    a.fail(FakeKey.wrongPin());
    b.fail(FakeKey.wrongPin());
    List<Future<byte[]>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(signing(pool));
    }
    int wrong = 0;
    for (Future<byte[]> one : all) {
      wrong += failure(one) instanceof TokenException.WrongPin ? 1 : 0;
    }
    assertThat(wrong).isEqualTo(2);
    assertThat(a.asked).hasValue(1);
    assertThat(b.asked).hasValue(1);
  }

  @Test
  void callerWaitsForAFreeMemberAndTheFirstIsServedFirst() throws Exception {
    SigningPool pool = pool(one(10));
    Busy busy = busy(pool);
    Future<byte[]> first = waiting(pool, 1);
    Future<byte[]> second = waiting(pool, 2);
    CountDownLatch again = hold(a);
    busy.ofA().countDown();
    until(() -> a.atOnce.get() == 1 && pool.health().waiting() == 1);
    assertThat(second.isDone()).isFalse();
    again.countDown();
    assertThat(FakeKey.verifies(MESSAGE, first.get())).isTrue();
    busy.end();
    assertThat(FakeKey.verifies(MESSAGE, second.get())).isTrue();
  }

  @Test
  void oneMoreThanMayWaitIsRefusedAtOnce() throws Exception {
    SigningPool pool = pool(one(1));
    Busy busy = busy(pool);
    Future<byte[]> waiting = waiting(pool, 1);
    assertThatThrownBy(() -> pool.sign(ECDSA, MESSAGE))
        .isInstanceOf(TokenException.Unavailable.class)
        .hasMessage("1 callers wait for the pool already");
    assertThat(pool.health().waiting()).isEqualTo(1);
    busy.end();
    assertThat(FakeKey.verifies(MESSAGE, waiting.get())).isTrue();
  }

  @Test
  void patienceEnds() throws Exception {
    SigningPool pool = pool(one(5));
    Busy busy = busy(pool);
    Future<byte[]> waiting = waiting(pool, 1);
    time.pass(Duration.ofMillis(4999));
    assertThat(pool.health().waiting()).isEqualTo(1);
    time.pass(Duration.ofMillis(1));
    assertThat(failure(waiting)).hasMessage("no member of the pool was free within 5000 ms");
    assertThat(pool.health().waiting()).isZero();
    busy.end();
    assertThat(time.pending()).isZero();
  }

  @Test
  void callerWhoseSignatureFailedEverywhereWaitsForAMemberToComeBack() throws Exception {
    SigningPool pool = pool(one(5));
    a.fail(FakeKey.unavailable());
    b.fail(FakeKey.unavailable());
    Future<byte[]> waiting = waiting(pool, 1);
    b.work();
    time.pass(Duration.ofSeconds(1));
    assertThat(FakeKey.verifies(MESSAGE, waiting.get())).isTrue();
  }

  @Test
  void failureFromBeforeAMemberCameBackDoesNotTakeItOutAgain() throws Exception {
    SigningPool pool = pool(PoolLimits.USUAL.perMember(2).waiting(0, Duration.ZERO));
    pool.sign(ECDSA, MESSAGE);
    pool.sign(ECDSA, MESSAGE);
    CountDownLatch late = new CountDownLatch(1);
    a.before =
        () -> {
          try {
            late.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          throw FakeKey.unavailable();
        };
    Future<byte[]> hanging = signing(pool);
    until(() -> a.atOnce.get() == 1);
    a.fail(FakeKey.unavailable());
    b.fail(FakeKey.unavailable());
    assertThatThrownBy(() -> pool.sign(ECDSA, MESSAGE))
        .isInstanceOf(TokenException.Unavailable.class);
    a.work();
    b.work();
    time.pass(Duration.ofSeconds(1));
    assertThat(pool.health().members().get(0).state()).isEqualTo(State.SERVING);
    late.countDown();
    assertThat(FakeKey.verifies(MESSAGE, hanging.get())).isTrue();
    assertThat(pool.health().members().get(0).state()).isEqualTo(State.SERVING);
    assertThat(pool.health().members().get(0).signing()).isZero();
  }

  @Test
  void closeSendsAwayWhoWaitsAndLetsOthersFinish() throws Exception {
    SigningPool pool = pool(one(5));
    Busy busy = busy(pool);
    Future<byte[]> waiting = waiting(pool, 1);
    pool.close();
    assertThat(failure(waiting)).hasMessage("the pool is closed");
    busy.end();
    assertThatThrownBy(() -> pool.sign(ECDSA, MESSAGE)).hasMessage("the pool is closed");
    assertThat(time.closed).isTrue();
  }

  @Test
  void interruptedCallerLeavesTheQueue() throws Exception {
    SigningPool pool = pool(one(5));
    Busy busy = busy(pool);
    List<Throwable> seen = new ArrayList<>();
    Thread caller =
        new Thread(
            () -> {
              try {
                pool.sign(ECDSA, MESSAGE);
              } catch (TokenException e) {
                seen.add(e);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
              }
            });
    caller.start();
    until(() -> pool.health().waiting() == 1);
    caller.interrupt();
    caller.join();
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0)).hasMessage("it was interrupted");
    assertThat(pool.health().waiting()).isZero();
    busy.end();
  }

  @Test
  void wrongPinOfOneCallerKeepsNoMemberFromOthers() {
    SigningPool pool = pool(one(5));
    pool.sign(ECDSA, MESSAGE);
    SigningKey wrong =
        pool.with(
            request -> {
              throw FakeKey.wrongPin();
            });
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> wrong.sign(ECDSA, MESSAGE))
          .isInstanceOf(TokenException.WrongPin.class);
    }
    int asked = a.asked.get() + b.asked.get();
    assertThatThrownBy(() -> wrong.sign(ECDSA, MESSAGE))
        .isInstanceOf(TokenException.Unavailable.class);
    assertThat(a.asked.get() + b.asked.get()).isEqualTo(asked);
    SigningKey right = pool.with(request -> Secret.copyOf(new char[] {'1'}));
    assertThat(FakeKey.verifies(MESSAGE, right.sign(ECDSA, MESSAGE))).isTrue();
    assertThat(pool.health().members())
        .extracting(PoolHealth.Member::state)
        .containsOnly(State.SERVING);
  }
}
