package dev.countersign.device.pool;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes when a test says so; work that is due is done on the thread of the test. */
final class FakeTime implements PoolTime {
  private final PriorityQueue<Due> due =
      new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
  private long now = 1;
  private long order;
  boolean closed;

  private record Due(long at, long order, Runnable work) {}

  @Override
  public synchronized long nanos() {
    return now;
  }

  @Override
  public synchronized Later after(Duration delay, Runnable work) {
    Due one = new Due(now + delay.toNanos(), order++, work);
    due.add(one);
    return () -> cancel(one);
  }

  private synchronized void cancel(Due one) {
    due.remove(one);
  }

  synchronized int pending() {
    return due.size();
  }

  /** How long until the next work is due. */
  synchronized Duration untilNext() {
    return Duration.ofNanos(due.element().at() - now);
  }

  void pass(Duration time) {
    long end = nanos() + time.toNanos();
    while (true) {
      Runnable work;
      synchronized (this) {
        Due next = due.peek();
        if (next == null || next.at() > end) {
          now = end;
          return;
        }
        due.remove();
        now = next.at();
        work = next.work();
      }
      work.run();
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
