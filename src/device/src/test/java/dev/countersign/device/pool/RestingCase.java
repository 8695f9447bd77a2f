package dev.countersign.device.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.Digest;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.pool.PoolHealth.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;

/** Two members that fail as they are told, and nobody who waits for them. */
abstract class RestingCase {
  static final SignatureAlgorithm ECDSA = SignatureAlgorithm.ecdsa(Digest.SHA256);
  static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);
  static final PoolLimits LIMITS =
      PoolLimits.USUAL.rests(Duration.ofSeconds(1), Duration.ofSeconds(8));

  final FakeTime time = new FakeTime();
  final FakeKey a = new FakeKey("a");
  final FakeKey b = new FakeKey("b");
  final SigningPool pool = pool(LIMITS.waiting(0, Duration.ZERO));

  final SigningPool pool(PoolLimits limits) {
    return SigningPool.builder()
        .member(a)
        .member(b)
        .limits(limits)
        .time(time)
        .random(new SplittableRandom(5))
        .open();
  }

  final void sign() {
    assertThat(FakeKey.verifies(MESSAGE, pool.sign(ECDSA, MESSAGE))).isTrue();
  }

  final void sign(int times) {
    for (int i = 0; i < times; i++) {
      sign();
    }
  }

  final State state(FakeKey key) {
    return health(key).state();
  }

  final PoolHealth.Member health(FakeKey key) {
    return pool.health().members().stream()
        .filter(member -> member.name().equals(key.uri().toString()))
        .findFirst()
        .orElseThrow();
  }
}
