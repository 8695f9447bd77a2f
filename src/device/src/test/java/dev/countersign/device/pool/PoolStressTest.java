package dev.countersign.device.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.Digest;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.TokenException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads, members that fail at random, and time that passes: none is lost, none is wrong. */
@Timeout(120)
class PoolStressTest {
  private static final SignatureAlgorithm ECDSA = SignatureAlgorithm.ecdsa(Digest.SHA256);
  private static final int THREADS = 8;
  private static final int EACH = 60;
  private static final int PER_MEMBER = 2;

  private final FakeTime time = new FakeTime();

  /** Fails a share of its signatures, in spells; each kind of failure that another may mend. */
  private static Runnable faults(long seed, double share) {
    SplittableRandom random = new SplittableRandom(seed);
    return () -> {
      boolean fails;
      int kind;
      synchronized (random) {
        fails = random.nextDouble() < share;
        kind = random.nextInt(3);
      }
      if (fails) {
        throw switch (kind) {
          case 0 -> FakeKey.unavailable();
          case 1 -> new TokenException.Removed("fake", "sign", "it was pulled out", null);
          default -> new TokenException.BadResponse("fake", "sign", "nonsense", null);
        };
      }
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void noSignatureIsLostOrWrongWhileOneMemberLives(long seed) throws Exception {
    List<FakeKey> keys = List.of(new FakeKey("a"), new FakeKey("b"), new FakeKey("c"));
    keys.get(0).before = faults(seed, 0.3);
    keys.get(1).before = faults(seed + 100, 0.9);
    SigningPool.Builder builder =
        SigningPool.builder()
            .limits(PoolLimits.USUAL.perMember(PER_MEMBER).waiting(THREADS, Duration.ofDays(1)))
            .time(time)
            .random(new SplittableRandom(seed));
    keys.forEach(builder::member);
    SigningPool pool = builder.open();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<Integer>> results = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      int thread = t;
      results.add(threads.submit(() -> sign(pool, thread)));
    }
    threads.shutdown();
    while (!threads.awaitTermination(1, TimeUnit.MILLISECONDS)) {
      time.pass(Duration.ofMillis(200));
    }
    int right = 0;
    for (Future<Integer> result : results) {
      right += result.get();
    }
    assertThat(right).isEqualTo(THREADS * EACH);
    for (FakeKey key : keys) {
      // One more than its places: a probe.
      assertThat(key.mostAtOnce.get()).isLessThanOrEqualTo(PER_MEMBER + 1);
    }
    PoolHealth health = pool.health();
    assertThat(health.waiting()).isZero();
    assertThat(health.members()).allMatch(member -> member.signing() == 0);
    assertThat(health.members().stream().mapToLong(PoolHealth.Member::signed).sum())
        .isEqualTo(THREADS * EACH);
    assertThat(health.members().get(1).failed()).isPositive();
  }

  private static int sign(SigningPool pool, int thread) {
    int right = 0;
    for (int i = 0; i < EACH; i++) {
      byte[] message = ByteBuffer.allocate(8).putInt(thread).putInt(i).array();
      right += FakeKey.verifies(message, pool.sign(ECDSA, message)) ? 1 : 0;
    }
    return right;
  }
}
