package dev.countersign.device.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.Digest;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.TokenException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/** What a pool tells a registry. */
class PoolMetricsTest {
  private static final SignatureAlgorithm ECDSA = SignatureAlgorithm.ecdsa(Digest.SHA256);

  private final FakeTime time = new FakeTime();
  private final FakeKey a = new FakeKey("a");
  private final FakeKey b = new FakeKey("b");
  private final Map<String, Integer> counts = new ConcurrentSkipListMap<>();
  private final Map<String, IntSupplier> gauges = new ConcurrentSkipListMap<>();

  private class Registry implements PoolMetrics {
    @Override
    public Counter counter(String name, Map<String, String> tags) {
      return () -> counts.merge(name + new TreeMap<>(tags), 1, Integer::sum);
    }

    @Override
    public Timer timer(String name, Map<String, String> tags) {
      return passed -> {
        assertThat(passed).isGreaterThanOrEqualTo(Duration.ZERO);
        counts.merge(name + new TreeMap<>(tags), 1, Integer::sum);
      };
    }

    @Override
    public void gauge(String name, Map<String, String> tags, IntSupplier number) {
      gauges.put(name + new TreeMap<>(tags), number);
    }
  }

  private SigningPool pool(PoolMetrics metrics) {
    return SigningPool.builder()
        .member(a)
        .member(b)
        .metrics(metrics)
        .limits(PoolLimits.USUAL.waiting(0, Duration.ZERO))
        .time(time)
        .open();
  }

  private int gauge(String name) {
    return gauges.get("countersign.pool." + name).getAsInt();
  }

  private int count(String name) {
    return counts.getOrDefault("countersign.pool." + name, 0);
  }

  @Test
  void signaturesFailuresAndProbesAreCountedByMember() {
    SigningPool pool = pool(new Registry());
    a.fail(FakeKey.unavailable());
    pool.sign(ECDSA, new byte[1]);
    pool.sign(ECDSA, new byte[1]);
    assertThat(count("sign{member=pkcs11:token=a, outcome=unavailable}")).isEqualTo(1);
    assertThat(count("sign{member=pkcs11:token=b, outcome=ok}")).isEqualTo(2);
    assertThat(count("wait{}")).isEqualTo(3);
    assertThat(gauge("serving{member=pkcs11:token=a}")).isZero();
    assertThat(gauge("serving{member=pkcs11:token=b}")).isEqualTo(1);
    assertThat(gauge("signing{member=pkcs11:token=b}")).isZero();
    assertThat(gauge("waiting{}")).isZero();
    time.pass(Duration.ofSeconds(1));
    a.work();
    time.pass(Duration.ofSeconds(2));
    assertThat(count("probe{member=pkcs11:token=a, outcome=failed}")).isEqualTo(1);
    assertThat(count("probe{member=pkcs11:token=a, outcome=ok}")).isEqualTo(1);
    assertThat(gauge("serving{member=pkcs11:token=a}")).isEqualTo(1);
  }

  @Test
  void callersThatGetNothingAreCountedByReason() {
    SigningPool pool = pool(new Registry());
    a.fail(FakeKey.unavailable());
    b.fail(FakeKey.refused());
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> pool.sign(ECDSA, new byte[1]))
          .isInstanceOf(TokenException.Refused.class);
    }
    assertThat(count("sign{member=pkcs11:token=b, outcome=refused}")).isEqualTo(2);
    b.fail(FakeKey.unavailable());
    assertThatThrownBy(() -> pool.sign(ECDSA, new byte[1]))
        .isInstanceOf(TokenException.Unavailable.class);
    assertThat(count("refused{reason=patience}")).isEqualTo(1);
    pool.close();
    assertThatThrownBy(() -> pool.sign(ECDSA, new byte[1]))
        .isInstanceOf(TokenException.Unavailable.class);
    assertThat(count("refused{reason=closed}")).isEqualTo(1);
  }

  @Test
  void registryThatIsBrokenCostsNoSignature() {
    PoolMetrics broken =
        new Registry() {
          @Override
          public Timer timer(String name, Map<String, String> tags) {
            return passed -> {
              throw new IllegalStateException("the registry is closed");
            };
          }
        };
    SigningPool pool = pool(broken);
    byte[] message = {1};
    assertThat(FakeKey.verifies(message, pool.sign(ECDSA, message))).isTrue();
    assertThat(pool.health().members().get(0).signing()).isZero();
  }
}
