package dev.countersign.simulator;

import dev.countersign.wire.ChannelException;
import dev.countersign.wire.HidChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One connection to a {@link SimulatedHidDevice}. */
final class SimulatedHidChannel implements HidChannel {
  /** Who does not fetch reports loses those that come later, as with a real device. */
  private static final int MOST_WAITING = 4096;

  /** Wakes who waits for a report when none will come any more. */
  private static final byte[] END = {};

  private final SimulatedHidDevice device;
  private final BlockingQueue<byte[]> reports = new LinkedBlockingQueue<>(MOST_WAITING);
  private volatile boolean gone;

  SimulatedHidChannel(SimulatedHidDevice device) {
    this.device = device;
  }

  void arrived(byte[] report) {
    if (!reports.offer(report)) {
      return; // lost
    }
  }

  /** The device is gone: what came before can still be fetched, nothing can be sent. */
  void end() {
    gone = true;
    arrived(END);
  }

  @Override
  public void send(byte[] report) throws ChannelException {
    if (report.length != REPORT_BYTES) {
      throw new IllegalArgumentException("a report has 64 bytes");
    }
    if (gone) {
      throw removed();
    }
    device.send(report.clone());
  }

  @Override
  public Optional<byte[]> receive(Duration patience) throws ChannelException {
    try {
      long nanos = gone ? 0 : Math.max(0, patience.toNanos());
      byte[] report = reports.poll(nanos, TimeUnit.NANOSECONDS);
      if (report == END || (report == null && gone)) {
        throw removed();
      }
      if (report != null && report.length != REPORT_BYTES) {
        throw new ChannelException(
            ChannelException.Kind.PROTOCOL,
            "the simulated key sent a report of %d bytes".formatted(report.length));
      }
      return Optional.ofNullable(report).map(byte[]::clone);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChannelException(
          ChannelException.Kind.TIMEOUT, "interrupted while waiting for the simulated key", e);
    }
  }

  private ChannelException removed() {
    return new ChannelException(
        ChannelException.Kind.REMOVED, "the simulated key is gone from " + device.name());
  }

  @Override
  public void close() {
    device.disconnect(this);
    end();
  }
}
