package dev.countersign.simulator.fido;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A command in execution whose answer the reader asks for again and again. */
final class PolledCommand implements Attention {
  private static final long POLL_MILLIS = 100;

  /** Down when the key says that it takes longer, or is done. */
  private final CountDownLatch said = new CountDownLatch(1);

  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean cancelled;
  private volatile Status status = Status.PROCESSING;
  private volatile byte @Nullable [] answer;

  @Override
  public void keepAlive(Status now) {
    status = now;
    said.countDown();
  }

  @Override
  public boolean cancelled() {
    return cancelled;
  }

  void cancel() {
    cancelled = true;
  }

  void finish(byte[] with) {
    answer = with;
    done.countDown();
    said.countDown();
  }

  /** What the key waits for. */
  Status status() {
    return status;
  }

  /** The answer; empty when there is none for a tenth of a second after the key began to wait. */
  Optional<byte[]> atOnce() {
    try {
      said.await();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    return soon();
  }

  /** The answer; empty when there is none for a tenth of a second. */
  Optional<byte[]> soon() {
    try {
      return done.await(POLL_MILLIS, TimeUnit.MILLISECONDS)
          ? Optional.ofNullable(answer)
          : Optional.empty();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** The answer, however long it takes. */
  Optional<byte[]> atLast() {
    try {
      done.await();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    return Optional.ofNullable(answer);
  }

  private static IllegalStateException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while a simulated security key works", cause);
  }
}
