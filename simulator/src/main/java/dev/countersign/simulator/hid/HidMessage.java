package dev.countersign.simulator.hid;

import dev.countersign.wire.HidChannel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole message to the host; an error in its place when it is longer than a message can be.
 *
 * @param channel the channel
 * @param command the command, without the bit that marks the first report
 * @param data owned by this object, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never a key
record HidMessage(int channel, int command, byte[] data) {
  static final int FIRST = 0x80;

  /** What a first report and a later one have room for, in bytes. */
  static final int FIRST_BYTES = HidChannel.REPORT_BYTES - 7;

  static final int LATER_BYTES = HidChannel.REPORT_BYTES - 5;

  /** What the first report and the 128 later ones that can be numbered have room for. */
  static final int MOST_BYTES = FIRST_BYTES + 128 * LATER_BYTES;

  static HidMessage error(int channel, HidError error) {
    return new HidMessage(channel, HidCommand.ERROR, new byte[] {(byte) error.code()});
  }

  /** The reports, in order ([CTAP2.1] 11.2.4). */
  List<byte[]> reports() {
    if (data.length > MOST_BYTES) {
      return error(channel, HidError.OTHER).reports();
    }
    List<byte[]> reports = new ArrayList<>();
    int sent = Math.min(data.length, FIRST_BYTES);
    reports.add(
        report()
            .put((byte) (FIRST | command))
            .putShort((short) data.length)
            .put(data, 0, sent)
            .array());
    for (int sequence = 0; sent < data.length; sequence++) {
      int size = Math.min(data.length - sent, LATER_BYTES);
      reports.add(report().put((byte) sequence).put(data, sent, size).array());
      sent += size;
    }
    return reports;
  }

  private ByteBuffer report() {
    return ByteBuffer.allocate(HidChannel.REPORT_BYTES).putInt(channel);
  }

  @Override
  public String toString() {
    return "command %02X with %d bytes".formatted(command, data.length);
  }
}
