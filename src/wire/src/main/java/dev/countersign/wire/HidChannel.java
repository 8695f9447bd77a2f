package dev.countersign.wire;

import java.time.Duration;
import java.util.Optional;

/**
 * One connection to one HID device that speaks in reports of a fixed size without report numbers
 * ([HID1.11] 8), as FIDO security keys do ([CTAP2.1] 11.2.8). Other programs may be connected to
 * the same device at the same time, and what the device sends reaches all of them.
 *
 * <p>One thread may wait in {@link #receive} while another one sends; otherwise a channel is used
 * by one thread at a time.
 */
public interface HidChannel extends AutoCloseable {
  /** The size of a report of a FIDO device on full speed USB, in bytes. */
  int REPORT_BYTES = 64;

  /**
   * Sends one output report.
   *
   * @param report exactly {@link #REPORT_BYTES} bytes
   * @throws ChannelException of kind {@code REMOVED} when the device is gone
   */
  void send(byte[] report) throws ChannelException;

  /**
   * The next input report, of {@link #REPORT_BYTES} bytes; empty when none came in time.
   *
   * @param patience how long to wait at most; zero or less: what is there already
   * @throws ChannelException of kind {@code REMOVED} when the device is gone, {@code PROTOCOL} when
   *     it sent a report of another size
   */
  Optional<byte[]> receive(Duration patience) throws ChannelException;

  /** Ends the connection. Closing twice has no effect. */
  @Override
  void close();
}
