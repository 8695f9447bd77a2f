package dev.countersign.cli.simulated;

import dev.countersign.simulator.SimulatedPresence;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Waits for a touch that somebody gives from another thread, as long as a YubiKey does. */
final class AskedTouch implements SimulatedPresence {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Consumer<String> announcement;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean asked;
  private boolean given;

  /** Waits for touches, each of which is announced with its purpose. */
  AskedTouch(Consumer<String> announcement) {
    this.announcement = announcement;
  }

  @Override
  public boolean touched(String purpose) {
    lock.lock();
    try {
      asked = true;
      given = false;
      announcement.accept(purpose);
      long left = PATIENCE.toNanos();
      while (asked && !given && left > 0) {
        left = changed.awaitNanos(left);
      }
      return given;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      asked = false;
      lock.unlock();
    }
  }

  /** Touches the token; false when it does not ask for it, and then nothing happens. */
  boolean give() {
    lock.lock();
    try {
      if (!asked || given) {
        return false;
      }
      given = true;
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the wait without a touch: the token is about to lose its power. */
  void giveUp() {
    lock.lock();
    try {
      asked = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How long a token waits, in seconds. */
  static long seconds() {
    return TimeUnit.NANOSECONDS.toSeconds(PATIENCE.toNanos());
  }
}
