package dev.countersign.device.pool;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The time of this machine, and threads that end when there is nothing to do. */
final class SystemTime implements PoolTime {
  private static final long IDLE_SECONDS = 30;

  private final ScheduledThreadPoolExecutor threads;

  SystemTime(int atOnce) {
    threads =
        new ScheduledThreadPoolExecutor(
            atOnce,
            work -> {
              Thread thread = new Thread(work, "countersign-signing-pool");
              thread.setDaemon(true);
              return thread;
            });
    threads.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    threads.allowCoreThreadTimeOut(true);
    threads.setRemoveOnCancelPolicy(true);
    threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Later after(Duration delay, Runnable work) {
    Future<?> later = threads.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> later.cancel(false);
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
