package dev.countersign.host.hid;

import dev.countersign.wire.ChannelException;
import dev.countersign.wire.HidChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A connection to a security key through hidapi. It frees a device while another thread reads from
 * it, so reads are short and closing waits for the one that runs.
 */
final class HidApiChannel implements HidChannel {
  /** How long a read is at most, and closing may take. */
  private static final Duration SLICE = Duration.ofMillis(100);

  private final String name;
  private final NativeHid.Handle handle;
  private final Consumer<HidApiChannel> onClose;
  private final ReentrantLock reading = new ReentrantLock();
  private final ReentrantLock writing = new ReentrantLock();
  private volatile boolean closed;
  private boolean freed;

  HidApiChannel(String name, NativeHid.Handle handle, Consumer<HidApiChannel> onClose) {
    this.name = name;
    this.handle = handle;
    this.onClose = onClose;
  }

  @Override
  public void send(byte[] report) throws ChannelException {
    if (report.length != REPORT_BYTES) {
      throw new IllegalArgumentException("a report has %d bytes".formatted(REPORT_BYTES));
    }
    writing.lock();
    try {
      requireOpen();
      if (handle.write(report) < 0) {
        throw Removal.of(name, null);
      }
    } finally {
      writing.unlock();
    }
  }

  @Override
  public Optional<byte[]> receive(Duration patience) throws ChannelException {
    long begin = System.nanoTime();
    Duration left = patience;
    do {
      Optional<byte[]> report = read(left.compareTo(SLICE) < 0 ? left : SLICE);
      if (report.isPresent()) {
        return report;
      }
      left = patience.minusNanos(System.nanoTime() - begin);
    } while (!left.isNegative() && !left.isZero());
    return Optional.empty();
  }

  private Optional<byte[]> read(Duration patience) throws ChannelException {
    byte[] report = new byte[REPORT_BYTES + 1]; // to see that one is longer
    int length;
    reading.lock();
    try {
      requireOpen();
      length = handle.read(report, patience.isNegative() ? 0 : (int) patience.toMillis());
    } finally {
      reading.unlock();
    }
    if (length < 0) {
      throw Removal.of(name, null);
    } else if (length == 0) {
      return Optional.empty();
    } else if (length != REPORT_BYTES) {
      throw new ChannelException(
          ChannelException.Kind.PROTOCOL,
          "the security key at %s sent a report of %s bytes"
              .formatted(name, length > REPORT_BYTES ? "too many" : length));
    }
    return Optional.of(Arrays.copyOf(report, REPORT_BYTES));
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the channel to " + name + " was closed");
    }
  }

  @Override
  public void close() {
    closed = true; // the read that runs is the last one
    reading.lock();
    writing.lock();
    try {
      if (freed) {
        return;
      }
      freed = true;
      handle.close();
    } finally {
      writing.unlock();
      reading.unlock();
    }
    onClose.accept(this);
  }
}
