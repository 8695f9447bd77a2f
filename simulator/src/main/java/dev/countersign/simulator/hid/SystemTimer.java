package dev.countersign.simulator.hid;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The time of the machine. One thread serves all devices, and ends when nothing is to be done. */
public final class SystemTimer implements Timer {
  private static final long IDLE_SECONDS = 5;
  private static final SystemTimer INSTANCE = new SystemTimer();

  private final ScheduledThreadPoolExecutor tasks =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread created = new Thread(task, "countersign-simulator-hid-timer");
            created.setDaemon(true);
            return created;
          });

  private SystemTimer() {
    tasks.setRemoveOnCancelPolicy(true);
    tasks.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    tasks.allowCoreThreadTimeOut(true);
  }

  /** The timer. */
  public static Timer instance() {
    return INSTANCE;
  }

  @Override
  public Alarm after(Duration delay, Runnable task) {
    Future<?> scheduled = tasks.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }
}
