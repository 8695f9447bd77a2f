package dev.countersign.device.pool;

import java.time.Duration;
import java.util.Map;
import java.util.function.IntSupplier;

/** The numbers of one pool. */
final class Meters {
  private static final String PREFIX = "countersign.pool.";

  private final PoolMetrics metrics;
  private final PoolMetrics.Timer wait;
  private final PoolMetrics.Counter full;
  private final PoolMetrics.Counter patience;
  private final PoolMetrics.Counter nobody;
  private final PoolMetrics.Counter closed;

  Meters(PoolMetrics metrics) {
    this.metrics = metrics;
    wait = timer("wait", Map.of());
    full = counter("refused", Map.of("reason", "full"));
    patience = counter("refused", Map.of("reason", "patience"));
    nobody = counter("refused", Map.of("reason", "nobody"));
    closed = counter("refused", Map.of("reason", "closed"));
  }

  /** Why a caller got no member. */
  enum Reason {
    FULL,
    PATIENCE,
    NOBODY,
    CLOSED
  }

  /** What became of a signature. */
  enum Outcome {
    OK,
    UNAVAILABLE,
    PIN,
    REFUSED
  }

  void waited(long nanos) {
    wait.record(Duration.ofNanos(nanos));
  }

  void refused(Reason reason) {
    switch (reason) {
      case FULL -> full.increment();
      case PATIENCE -> patience.increment();
      case NOBODY -> nobody.increment();
      case CLOSED -> closed.increment();
    }
  }

  void waiting(IntSupplier number) {
    gauge("waiting", Map.of(), number);
  }

  OfMember member(String name) {
    return new OfMember(name);
  }

  /** The numbers of one member. */
  final class OfMember {
    private final Map<String, String> tags;
    private final PoolMetrics.Timer ok;
    private final PoolMetrics.Timer unavailable;
    private final PoolMetrics.Timer pin;
    private final PoolMetrics.Timer refused;
    private final PoolMetrics.Counter probeOk;
    private final PoolMetrics.Counter probeFailed;

    private OfMember(String name) {
      tags = Map.of("member", name);
      ok = sign(name, "ok");
      unavailable = sign(name, "unavailable");
      pin = sign(name, "pin");
      refused = sign(name, "refused");
      probeOk = counter("probe", Map.of("member", name, "outcome", "ok"));
      probeFailed = counter("probe", Map.of("member", name, "outcome", "failed"));
    }

    private PoolMetrics.Timer sign(String name, String outcome) {
      return timer("sign", Map.of("member", name, "outcome", outcome));
    }

    void signed(Outcome outcome, long nanos) {
      Duration time = Duration.ofNanos(nanos);
      switch (outcome) {
        case OK -> ok.record(time);
        case UNAVAILABLE -> unavailable.record(time);
        case PIN -> pin.record(time);
        case REFUSED -> refused.record(time);
      }
    }

    void probed(boolean successful) {
      (successful ? probeOk : probeFailed).increment();
    }

    void gauges(IntSupplier signing, IntSupplier serving) {
      gauge("signing", tags, signing);
      gauge("serving", tags, serving);
    }
  }

  private PoolMetrics.Counter counter(String name, Map<String, String> tags) {
    PoolMetrics.Counter counter = metrics.counter(PREFIX + name, tags);
    return () -> guarded(counter::increment);
  }

  private PoolMetrics.Timer timer(String name, Map<String, String> tags) {
    PoolMetrics.Timer timer = metrics.timer(PREFIX + name, tags);
    return time -> guarded(() -> timer.record(time));
  }

  private void gauge(String name, Map<String, String> tags, IntSupplier number) {
    metrics.gauge(PREFIX + name, tags, number);
  }

  private static void guarded(Runnable report) {
    try {
      report.run();
    } catch (RuntimeException e) {
      // A registry that is broken or closed must not cost a signature.
    }
  }
}
