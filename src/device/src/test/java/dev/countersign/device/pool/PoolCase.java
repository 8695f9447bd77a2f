package dev.countersign.device.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.Digest;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;

/** Two members that do what they are told, and callers in threads of their own. */
abstract class PoolCase {
  static final SignatureAlgorithm ECDSA = SignatureAlgorithm.ecdsa(Digest.SHA256);
  static final byte[] MESSAGE = {1, 2, 3};

  final FakeTime time = new FakeTime();
  final FakeKey a = new FakeKey("a");
  final FakeKey b = new FakeKey("b");
  private final ExecutorService callers = Executors.newCachedThreadPool();

  @AfterEach
  final void endThreads() throws InterruptedException {
    callers.shutdownNow();
    assertThat(callers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  final SigningPool pool(PoolLimits limits) {
    return SigningPool.builder()
        .member(a)
        .member(b)
        .limits(limits)
        .time(time)
        .random(new SplittableRandom(1))
        .open();
  }

  /** One signature of each member at a time, and so many callers that wait. */
  static PoolLimits one(int waiting) {
    return PoolLimits.USUAL.perMember(1).waiting(waiting, Duration.ofSeconds(5));
  }

  /** A key that signs when it is let. */
  static CountDownLatch hold(FakeKey key) {
    CountDownLatch latch = new CountDownLatch(1);
    key.before =
        () -> {
          try {
            latch.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    return latch;
  }

  /** A caller that wants a signature. */
  final Future<byte[]> signing(SigningKey key) {
    return callers.submit(() -> key.sign(ECDSA, MESSAGE));
  }

  /** A caller that waits for a member, as so many do then. */
  final Future<byte[]> waiting(SigningPool pool, int together) {
    Future<byte[]> caller = signing(pool);
    until(() -> pool.health().waiting() == together);
    return caller;
  }

  static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  /** What a caller was told instead. */
  static TokenException failure(Future<byte[]> caller) throws Exception {
    try {
      caller.get();
    } catch (ExecutionException e) {
      return (TokenException) e.getCause();
    }
    throw new AssertionError("it was signed");
  }

  /** Every caller got a signature. */
  static void assertSigned(List<Future<byte[]>> callers) throws Exception {
    for (Future<byte[]> one : callers) {
      assertThat(FakeKey.verifies(MESSAGE, one.get())).isTrue();
    }
  }

  /** Both members sign until they are let, each for as many callers as it takes. */
  final Busy busy(SigningPool pool, int callers) {
    CountDownLatch ofA = hold(a);
    CountDownLatch ofB = hold(b);
    List<Future<byte[]>> served = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      served.add(signing(pool));
    }
    return new Busy(ofA, ofB, served);
  }

  /** Both members sign for a caller each. */
  final Busy busy(SigningPool pool) {
    Busy busy = busy(pool, 2);
    until(() -> a.atOnce.get() + b.atOnce.get() == 2);
    return busy;
  }

  /**
   * Members at work.
   *
   * @param ofA lets the first go on
   * @param ofB lets the second
   * @param served who is to get signatures
   */
  record Busy(CountDownLatch ofA, CountDownLatch ofB, List<Future<byte[]>> served) {
    /** Lets both go on until all callers got what they wanted. */
    void end() throws Exception {
      ofA.countDown();
      ofB.countDown();
      assertSigned(served);
    }
  }
}
