package dev.countersign.device.pool;

import java.time.Duration;

/** Time as a pool needs it: how much has passed, and work that is done later. */
public interface PoolTime extends AutoCloseable {

  /** Nanoseconds since some moment; never goes back. */
  long nanos();

  /**
   * Does work later, on a thread of its own. Work may take long, since it may talk to a token; it
   * must not keep other work from its time.
   */
  Later after(Duration delay, Runnable work);

  /** Ends the threads; work that was not begun is not done. */
  @Override
  void close();

  /** Work that is done later. */
  @FunctionalInterface
  interface Later {
    /** Does not do it, if it was not begun. */
    void cancel();
  }

  /**
   * The time of this machine.
   *
   * @param atOnce how many pieces of work can take long at the same time
   */
  static PoolTime system(int atOnce) {
    return new SystemTime(atOnce);
  }
}
