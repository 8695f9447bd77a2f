package dev.countersign.simulator.fido;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A command in execution whose answer the reader asks for again and again. */
final class PolledCommand implements Attention {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private boolean said;
  private boolean cancelled;
  private Status status = Status.PROCESSING;
  private byte @Nullable [] answer;

  @Override
  public synchronized void keepAlive(Status now) {
    status = now;
    said = true;
    notifyAll();
  }

  @Override
  public synchronized boolean cancelled() {
    return cancelled;
  }

  synchronized void cancel() {
    cancelled = true;
  }

  synchronized void finish(byte[] with) {
    answer = with;
    notifyAll();
  }

  /** What the key waits for. */
  synchronized Status status() {
    return status;
  }

  /** The answer; empty when there is none for a tenth of a second after the key began to wait. */
  synchronized Optional<byte[]> atOnce() {
    while (answer == null && !said) {
      await(0);
    }
    return soon();
  }

  /** The answer; empty when there is none for a tenth of a second. */
  synchronized Optional<byte[]> soon() {
    long deadline = System.nanoTime() + POLL_NANOS;
    long left = POLL_NANOS;
    while (answer == null && left > 0) {
      await(TimeUnit.NANOSECONDS.toMillis(left) + 1);
      left = deadline - System.nanoTime();
    }
    return Optional.ofNullable(answer);
  }

  /** The answer, however long it takes. */
  synchronized byte[] atLast() {
    while (answer == null) {
      await(0);
    }
    return answer;
  }

  private void await(long millis) {
    try {
      wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a simulated security key works", e);
    }
  }
}
