package dev.countersign.simulator.smartcardio;

import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.wire.ChannelSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.smartcardio.CardException;

/** Waits until something is true of the readers. */
final class Changes {
  private Changes() {}

  /**
   * Waits for a condition.
   *
   * @param timeoutMillis milliseconds; 0 for ever
   * @return whether the condition came true in time
   */
  static boolean await(SimulatedReaders readers, BooleanSupplier condition, long timeoutMillis)
      throws CardException {
    if (timeoutMillis < 0) {
      throw new IllegalArgumentException("timeout must not be negative");
    }
    Semaphore changed = new Semaphore(0);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    ChannelSource.Watch watch = readers.watch(event -> changed.release());
    try {
      while (!condition.getAsBoolean()) {
        if (timeoutMillis == 0) {
          changed.acquire();
        } else if (!changed.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          return condition.getAsBoolean();
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CardException("interrupted while waiting for a simulated reader", e);
    } finally {
      watch.close();
    }
  }
}
