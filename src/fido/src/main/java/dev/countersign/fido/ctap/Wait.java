package dev.countersign.fido.ctap;

import dev.countersign.card.application.Task;
import dev.countersign.card.application.TouchNotices;
import dev.countersign.device.Presence;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Cancellation;
import dev.countersign.device.fido.Ceremony;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long one piece of work waits for its key, and what is told to the person meanwhile. Used by
 * the thread that works; who cancels does so through the {@link Cancellation}.
 */
final class Wait implements AutoCloseable {
  /** The key works and waits for nobody ([CTAP2.1] 11.2.9.1.7). */
  static final int PROCESSING = 1;

  /** The key waits for a touch. */
  static final int TOUCH_NEEDED = 2;

  /** The key works for another program: what our USB channel says when it could not begin. */
  static final int BUSY = 0;

  private static final int NOTHING = -1;

  static final Duration BRIEF = Duration.ofSeconds(20);
  static final Duration GRACE = Duration.ofSeconds(3);
  private static final long POLL_MILLIS = 100;

  private final Person person;
  private final long end;
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final Cancellation.Registration registration;
  private Presence.@Nullable Notice notice;
  private int status = PROCESSING;
  private int told = NOTHING;
  private @Nullable Task begun;

  /** Who is waited for: nobody, or somebody for this purpose. */
  private record Person(Optional<Presence> presence, String token, String purpose) {}

  private Wait(Person person, Duration patience, Cancellation cancellation) {
    this.person = person;
    this.end = System.nanoTime() + patience.toNanos();
    this.registration = cancellation.onCancel(cancelled::countDown);
  }

  /** For what a key does by itself. */
  static Wait brief() {
    return brief(BRIEF);
  }

  static Wait brief(Duration patience) {
    return new Wait(new Person(Optional.empty(), "", ""), patience, new Cancellation());
  }

  /** For what a person may have to touch the key for. */
  static Wait forPerson(Presence presence, String token, Ceremony ceremony) {
    return new Wait(
        new Person(Optional.of(presence), token, ceremony.purpose()),
        ceremony.patience(),
        ceremony.cancellation());
  }

  /** A message is about to be sent. */
  void begin(Task task) {
    begun = task;
    if (isCancelled()) {
      throw new TokenException.Cancelled(task.name(), task.operation());
    }
    status = PROCESSING;
    if (notice == null && person.presence().isPresent()) {
      Presence presence = person.presence().get();
      notice = TouchNotices.watch(presence, Optional.empty(), person.token(), person.purpose());
    }
  }

  /** The key says that it is not done yet, and why. */
  void keepAlive(int now) {
    status = now;
    if (person.presence().isEmpty() || now == told) {
      return;
    }
    end();
    told = now;
    if (now == TOUCH_NEEDED) {
      notice = person.presence().get().touchAwaited(person.token(), person.purpose(), true);
    }
  }

  /** Whether the person is told something, or will be. */
  boolean noticePending() {
    return notice != null;
  }

  /** The key does not wait for anybody any more. */
  void end() {
    told = NOTHING;
    if (notice != null) {
      notice.close();
      notice = null;
    }
  }

  /** Waits a moment before the key is asked again whether it is done; less when cancelled. */
  void pause() {
    try {
      if (cancelled.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS / 10); // it was told to stop and takes a moment
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cancelled.countDown();
    }
  }

  boolean isCancelled() {
    if (Thread.currentThread().isInterrupted() || (begun != null && begun.givenUp())) {
      cancelled.countDown();
    }
    return cancelled.getCount() == 0;
  }

  boolean isLate() {
    return System.nanoTime() - end > 0;
  }

  /** Whether the key is to be told to stop. */
  boolean isOver() {
    return isCancelled() || isLate();
  }

  /** How long the key may take from now on, to stop after it was told to. */
  long graceEnd() {
    return System.nanoTime() + GRACE.toNanos();
  }

  /** Whether the key works for another program, and has begun nothing for us. */
  boolean forAnotherProgram() {
    return status == BUSY;
  }

  /** Why the key stopped, when it says that it was told to. */
  TokenException stopped(Task task) {
    if (isCancelled()) {
      return new TokenException.Cancelled(task.name(), task.operation());
    } else if (forAnotherProgram()) {
      return new TokenException.Unavailable(
          task.name(),
          task.operation(),
          "another program is using the key",
          "finish there what it asks for, and run it again",
          null);
    } else if (!isLate()) { // at the key itself, or by another program
      return new TokenException.Cancelled(task.name(), task.operation());
    }
    return person.presence().isPresent()
        ? new TokenException.TouchNotGiven(task.name(), task.operation())
        : new TokenException.Unavailable(
            task.name(),
            task.operation(),
            "the key did not come to an end in time",
            "plug it in again, and run it again",
            null);
  }

  @Override
  public void close() {
    end();
    registration.close();
  }
}
