package dev.countersign.simulator;

import dev.countersign.wire.ChannelEvent;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Brings events to one listener, one at a time, on a thread of its own. */
final class EventQueue {
  private final Consumer<ChannelEvent> listener;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread created = new Thread(task, "countersign-simulator-events");
            created.setDaemon(true);
            return created;
          });
  private final Object turn = new Object();
  private boolean closed;

  EventQueue(Consumer<ChannelEvent> listener) {
    this.listener = listener;
  }

  void add(ChannelEvent event) {
    try {
      thread.execute(() -> deliver(event));
    } catch (RejectedExecutionException e) {
      // closed meanwhile: nobody listens
    }
  }

  private void deliver(ChannelEvent event) {
    synchronized (turn) {
      if (!closed) {
        listener.accept(event);
      }
    }
  }

  /**
   * When this returns the listener is not called again; it may be called by the listener itself.
   */
  void close() {
    synchronized (turn) {
      closed = true;
    }
    thread.shutdown();
  }
}
