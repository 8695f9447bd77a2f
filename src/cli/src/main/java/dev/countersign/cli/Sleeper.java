package dev.countersign.cli;

import java.time.Duration;

/** Waits, so that a test need not. */
@FunctionalInterface
public interface Sleeper {
  /** Lets this time go by. */
  void sleep(Duration time) throws InterruptedException;

  /** The time that goes by for this process. */
  static Sleeper ofProcess() {
    return time -> Thread.sleep(time.toMillis(), time.toNanosPart() % 1_000_000);
  }
}
