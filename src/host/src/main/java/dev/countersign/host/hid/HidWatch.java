package dev.countersign.host.hid;

import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Looks every second which devices are there and reports what changed. Looking costs a millisecond
 * or two, and it works where notifications about files do not (containers, network roots).
 */
final class HidWatch implements ChannelSource.Watch {
  static final Duration INTERVAL = Duration.ofSeconds(1);

  /** Between looks at a device that was plugged in and may not be opened yet. */
  private static final Duration SOON = Duration.ofMillis(100);

  /**
   * How often that is looked at before it is reported all the same. The file of a device is there
   * before udev has given it to the user.
   */
  static final int PATIENT_LOOKS = 20;

  private final String source;
  private final Look look;
  private final Consumer<ChannelEvent> listener;
  private final Consumer<HidWatch> onClose;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ReentrantLock delivery = new ReentrantLock();
  private final Map<String, String> known = new HashMap<>();
  private final Map<String, Integer> looks = new HashMap<>();
  private boolean closed;
  private boolean lost;

  /**
   * A device that is there.
   *
   * @param name of the device
   * @param identity another one when the same name is another device
   * @param ready whether it may be opened
   */
  record Sighting(String name, String identity, boolean ready) {}

  /** What is there. */
  @FunctionalInterface
  interface Look {
    List<Sighting> look() throws ChannelException;
  }

  HidWatch(String source, Look look, Consumer<ChannelEvent> listener, Consumer<HidWatch> onClose) {
    this.source = source;
    this.look = look;
    this.listener = listener;
    this.onClose = onClose;
  }

  /** Notes what is there now, then looks from a thread of its own. */
  void start() {
    try {
      look.look().forEach(there -> known.put(there.name(), there.identity()));
    } catch (ChannelException e) {
      // Found again, and told, by the first look of the thread.
    }
    Thread thread = new Thread(this::run, "countersign-hid-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    boolean running = true;
    while (running) {
      lookAgain();
      try {
        Duration pause = looks.isEmpty() ? INTERVAL : SOON;
        running = !ended.await(pause.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        running = false; // nobody interrupts this thread but to end it
      }
    }
  }

  /** Looks once and reports what is new. */
  void lookAgain() {
    Map<String, Sighting> now = new HashMap<>();
    try {
      look.look().forEach(there -> now.put(there.name(), there));
    } catch (ChannelException e) {
      known.clear();
      looks.clear();
      if (!lost) {
        lost = true;
        publish(ChannelEvent.Kind.SERVICE_LOST, source);
      }
      return;
    }
    if (lost) {
      lost = false;
      publish(ChannelEvent.Kind.SERVICE_BACK, source);
    }
    for (Map.Entry<String, String> before : List.copyOf(known.entrySet())) {
      Sighting there = now.get(before.getKey());
      if (there == null || !there.identity().equals(before.getValue())) {
        known.remove(before.getKey());
        publish(ChannelEvent.Kind.REMOVED, before.getKey());
      }
    }
    looks.keySet().retainAll(now.keySet());
    now.values().stream().filter(there -> !known.containsKey(there.name())).forEach(this::welcome);
  }

  private void welcome(Sighting there) {
    if (there.ready() || looks.merge(there.name(), 1, Integer::sum) > PATIENT_LOOKS) {
      looks.remove(there.name());
      known.put(there.name(), there.identity());
      publish(ChannelEvent.Kind.INSERTED, there.name());
    }
  }

  private void publish(ChannelEvent.Kind kind, String device) {
    delivery.lock();
    try {
      if (!closed) {
        listener.accept(new ChannelEvent(kind, device));
      }
    } finally {
      delivery.unlock();
    }
  }

  @Override
  public void close() {
    delivery.lock();
    try {
      closed = true;
    } finally {
      delivery.unlock();
    }
    ended.countDown();
    onClose.accept(this);
  }
}
