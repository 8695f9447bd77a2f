package dev.countersign.simulator.hid;

import dev.countersign.wire.HidChannel;
import java.nio.ByteBuffer;

/** A message of the host's that comes in reports. */
final class Incoming {
  private final int channel;
  private final int command;
  private final ByteBuffer data;
  private int sequence;

  private Incoming(int channel, int command, int bytes) {
    this.channel = channel;
    this.command = command;
    data = ByteBuffer.allocate(bytes);
  }

  /** The channel that a report of 64 bytes is for. */
  static int channel(byte[] report) {
    return ByteBuffer.wrap(report).getInt();
  }

  /** Whether a message begins with it. */
  static boolean isFirst(byte[] report) {
    return (report[4] & HidMessage.FIRST) != 0;
  }

  /** The command that a first report begins. */
  static int command(byte[] report) {
    return report[4] & 0xFF & ~HidMessage.FIRST;
  }

  /** The length that a first report announces, 0 to 65535. */
  static int announced(byte[] report) {
    return ByteBuffer.wrap(report).getShort(5) & 0xFFFF;
  }

  static Incoming begin(byte[] report) {
    Incoming message = new Incoming(channel(report), command(report), announced(report));
    message.take(report, HidChannel.REPORT_BYTES - HidMessage.FIRST_BYTES);
    return message;
  }

  /** Takes a later report; false when it is not the next one. */
  boolean proceed(byte[] report) {
    if (report[4] != sequence) {
      return false;
    }
    sequence++;
    take(report, HidChannel.REPORT_BYTES - HidMessage.LATER_BYTES);
    return true;
  }

  private void take(byte[] report, int from) {
    data.put(report, from, Math.min(data.remaining(), report.length - from));
  }

  boolean complete() {
    return !data.hasRemaining();
  }

  int channel() {
    return channel;
  }

  int command() {
    return command;
  }

  byte[] data() {
    return data.array();
  }
}
