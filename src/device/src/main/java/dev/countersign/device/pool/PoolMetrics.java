package dev.countersign.device.pool;

import java.time.Duration;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Where a pool reports numbers, in the shape of Micrometer's registry; an adapter to that takes a
 * few lines. What it throws is swallowed: no signature is lost for a number.
 *
 * <ul>
 *   <li>{@code countersign.pool.sign}, timer: signatures by {@code member} and {@code outcome}
 *       ({@code ok}, {@code unavailable}, {@code pin}, {@code refused})
 *   <li>{@code countersign.pool.wait}, timer: how long callers waited for a member
 *   <li>{@code countersign.pool.refused}, counter: callers that got no member, by {@code reason}
 *       ({@code full}, {@code patience}, {@code nobody}, {@code closed})
 *   <li>{@code countersign.pool.probe}, counter: by {@code member} and {@code outcome} ({@code ok},
 *       {@code failed})
 *   <li>{@code countersign.pool.waiting}, gauge: callers that wait now
 *   <li>{@code countersign.pool.signing}, gauge: signatures in the making, by {@code member}
 *   <li>{@code countersign.pool.serving}, gauge: 1 for a member that is given signatures, else 0,
 *       by {@code member}
 * </ul>
 */
public interface PoolMetrics {

  /** What counts occasions. */
  @FunctionalInterface
  interface Counter {
    /** Counts one. */
    void increment();
  }

  /** What takes times. */
  @FunctionalInterface
  interface Timer {
    /** Takes one. */
    void record(Duration time);
  }

  /** The counter of this name and these tags; asked for once. */
  Counter counter(String name, Map<String, String> tags);

  /** The timer of this name and these tags; asked for once. */
  Timer timer(String name, Map<String, String> tags);

  /** Makes a number known that is read whenever somebody wants to see it, on any thread. */
  void gauge(String name, Map<String, String> tags, IntSupplier number);

  /** Nobody wants to know. */
  static PoolMetrics none() {
    return new PoolMetrics() {
      @Override
      public Counter counter(String name, Map<String, String> tags) {
        return () -> {};
      }

      @Override
      public Timer timer(String name, Map<String, String> tags) {
        return time -> {};
      }

      @Override
      public void gauge(String name, Map<String, String> tags, IntSupplier number) {
        // Nobody reads it.
      }
    };
  }
}
