package dev.countersign.host.hid;

import dev.countersign.wire.ChannelException;
import dev.countersign.wire.HidChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a security key through hidraw. A read there has no timeout, so a thread of the
 * channel reads as long as the channel is open, and whoever receives waits for that thread.
 */
final class HidrawChannel implements HidChannel {
  /**
   * How many reports are kept that nobody received; a message has 129 at most. The oldest are
   * dropped: they are what other programs were told. The kernel would drop the newest instead,
   * which is why the thread never stops reading.
   */
  static final int MOST_KEPT = 256;

  /** How long after a write that failed the reads of a device that is gone fail too. */
  static final Duration FAREWELL = Duration.ofMillis(300);

  private static final Duration MOST_PATIENCE = Duration.ofDays(1);

  private final String name;
  private final HidrawLink link;
  private final Duration farewell;
  private final Consumer<HidrawChannel> onClose;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<byte[]> received = new ArrayDeque<>();
  private @Nullable ChannelException dead;
  private boolean closed;

  private HidrawChannel(
      String name, HidrawLink link, Duration farewell, Consumer<HidrawChannel> onClose) {
    this.name = name;
    this.link = link;
    this.farewell = farewell;
    this.onClose = onClose;
  }

  /**
   * Begins to read.
   *
   * @param name of the device, for messages and the thread
   * @param link closed with the channel
   * @param farewell how long it is waited after a write that failed for the end of the device
   * @param onClose told once when the channel is closed
   */
  static HidrawChannel over(
      String name, HidrawLink link, Duration farewell, Consumer<HidrawChannel> onClose) {
    HidrawChannel channel = new HidrawChannel(name, link, farewell, onClose);
    Thread reader = new Thread(channel::read, "countersign-hid " + name);
    reader.setDaemon(true);
    reader.start();
    return channel;
  }

  private void read() {
    // One byte more than a report has, to see that one is longer.
    ByteBuffer buffer = ByteBuffer.allocate(REPORT_BYTES + 1);
    IOException problem = null;
    try {
      while (link.read(buffer.clear()) >= 0) {
        keep(Arrays.copyOf(buffer.array(), buffer.position()));
      }
    } catch (IOException e) {
      problem = e; // reading fails when the device is gone or the channel is closed only
    }
    lock.lock();
    try {
      dead = Removal.of(name, problem);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void keep(byte[] report) {
    lock.lock();
    try {
      if (received.size() == MOST_KEPT) {
        received.removeFirst();
      }
      received.addLast(report);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void send(byte[] report) throws ChannelException {
    if (report.length != REPORT_BYTES) {
      throw new IllegalArgumentException("a report has %d bytes".formatted(REPORT_BYTES));
    }
    lock.lock();
    try {
      requireAlive();
    } finally {
      lock.unlock();
    }
    byte[] numbered = new byte[1 + REPORT_BYTES]; // the number is 0: reports have none
    System.arraycopy(report, 0, numbered, 1, REPORT_BYTES);
    try {
      link.write(numbered);
    } catch (IOException e) {
      throw unsent(e);
    } finally {
      Arrays.fill(numbered, (byte) 0);
    }
  }

  /** A device that is gone is not told by the text of an error, which is in the user's language. */
  private ChannelException unsent(IOException problem) {
    lock.lock();
    try {
      awaitChange(farewell.toNanos(), false);
      requireOpen();
      return dead != null
          ? Removal.of(name, problem)
          : new ChannelException(
              ChannelException.Kind.PROTOCOL,
              "the security key at %s did not take a report: %s"
                  .formatted(name, problem.getMessage()),
              problem);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<byte[]> receive(Duration patience) throws ChannelException {
    byte[] report;
    lock.lock();
    try {
      awaitChange(nanos(patience), true);
      if (closed || received.isEmpty()) {
        requireAlive();
        return Optional.empty();
      }
      report = received.removeFirst();
    } finally {
      lock.unlock();
    }
    if (report.length != REPORT_BYTES) {
      throw new ChannelException(
          ChannelException.Kind.PROTOCOL,
          "the security key at %s sent a report of %s bytes"
              .formatted(name, report.length > REPORT_BYTES ? "too many" : report.length));
    }
    return Optional.of(report);
  }

  private static long nanos(Duration patience) {
    if (patience.isNegative()) {
      return 0;
    }
    return patience.compareTo(MOST_PATIENCE) > 0 ? MOST_PATIENCE.toNanos() : patience.toNanos();
  }

  /**
   * Waits for the end of the device, and for reports where they are wanted. An interrupt does not
   * shorten it: the ceremony has to be ended with the key, or its light goes on blinking.
   */
  private void awaitChange(long nanos, boolean reports) {
    boolean interrupted = false;
    long left = nanos;
    while (left > 0 && !closed && dead == null && !(reports && !received.isEmpty())) {
      long end = System.nanoTime() + left;
      try {
        left = changed.awaitNanos(left);
      } catch (InterruptedException e) {
        interrupted = true;
        left = end - System.nanoTime();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void requireAlive() throws ChannelException {
    requireOpen();
    if (dead != null) {
      throw new ChannelException(dead.kind(), "" + dead.getMessage(), dead);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the channel to " + name + " was closed");
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      received.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      link.close();
    } catch (IOException e) {
      // The device is gone.
    }
    onClose.accept(this);
  }
}
