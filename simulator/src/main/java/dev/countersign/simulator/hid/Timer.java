package dev.countersign.simulator.hid;

import java.time.Duration;

/** When a device does something later by itself. */
@FunctionalInterface
public interface Timer {

  /**
   * Runs a task once, later.
   *
   * @param delay how much later
   */
  Alarm after(Duration delay, Runnable task);

  /** A task that has perhaps not run yet. */
  @FunctionalInterface
  interface Alarm {
    /** Keeps the task from starting. Has no effect when it has started. */
    void cancel();
  }
}
