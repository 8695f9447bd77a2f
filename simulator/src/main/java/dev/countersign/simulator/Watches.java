package dev.countersign.simulator;

import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who watches a source, and hears of what happens there. */
final class Watches {
  private final List<EventQueue> queues = new CopyOnWriteArrayList<>();

  ChannelSource.Watch add(Consumer<ChannelEvent> listener) {
    EventQueue queue = new EventQueue(listener);
    queues.add(queue);
    return () -> {
      queues.remove(queue);
      queue.close();
    };
  }

  void report(ChannelEvent.Kind kind, String name) {
    ChannelEvent event = new ChannelEvent(kind, name);
    queues.forEach(queue -> queue.add(event));
  }

  /** Ends them all. */
  void close() {
    queues.forEach(EventQueue::close);
    queues.clear();
  }
}
