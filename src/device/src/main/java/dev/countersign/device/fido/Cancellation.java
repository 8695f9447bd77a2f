package dev.countersign.device.fido;

import java.util.ArrayList;
import java.util.List;

/** By which a {@link Ceremony} is ended from another thread. It is cancelled once, for good. */
public final class Cancellation {
  private final List<Runnable> actions = new ArrayList<>(); // guarded by this
  private boolean cancelled; // guarded by this

  /** Something that is not cancelled yet. */
  public Cancellation() {}

  /** Ends what is under way: the key stops to wait for a touch. Returns at once. */
  public void cancel() {
    List<Runnable> due;
    synchronized (this) {
      cancelled = true;
      due = List.copyOf(actions);
      actions.clear();
    }
    RuntimeException problem = null;
    for (Runnable action : due) {
      try {
        action.run();
      } catch (RuntimeException e) {
        problem = e; // the others are run all the same
      }
    }
    if (problem != null) {
      throw problem;
    }
  }

  /** Whether it was cancelled. */
  public synchronized boolean cancelled() {
    return cancelled;
  }

  /**
   * Has an action run when it is cancelled, at once when it was already, on the thread that
   * cancels; the returned registration is closed when there is nothing to end any more.
   */
  public Registration onCancel(Runnable action) {
    synchronized (this) {
      if (!cancelled) {
        actions.add(action);
        return () -> remove(action);
      }
    }
    action.run();
    return () -> {};
  }

  private synchronized void remove(Runnable action) {
    actions.remove(action);
  }

  /** An action that waits. */
  @FunctionalInterface
  public interface Registration extends AutoCloseable {
    /** It is not run any more, where that has not begun. Never fails. */
    @Override
    void close();
  }
}
