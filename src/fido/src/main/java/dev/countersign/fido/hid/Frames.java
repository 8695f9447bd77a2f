package dev.countersign.fido.hid;

import dev.countersign.wire.ChannelException;
import dev.countersign.wire.HidChannel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Messages in frames ([CTAP2.1] 11.2.4). What the device sends on channels of other programs
 * reaches us too and is skipped.
 */
final class Frames {
  /** How long the next frame of a message may take ([CTAP2.1] 11.2.5.2 says 500 ms for a key). */
  static final Duration FRAME_PATIENCE = Duration.ofSeconds(2);

  private static final int CHANNEL_BYTES = 4;

  private final HidChannel hid;
  private final Consumer<String> trace;

  /**
   * Messages over a channel.
   *
   * @param trace gets a line for each of ours: its command, its channel and how long it is. Nothing
   *     of what is in it, where PINs and secrets may be, but the codes of errors and keep-alives.
   */
  Frames(HidChannel hid, Consumer<String> trace) {
    this.hid = hid;
    this.trace = trace;
  }

  /** Sends a message, of {@link CtapHid#MOST_BYTES} bytes at most. */
  void send(int channel, int command, byte[] data) throws ChannelException {
    if (data.length > CtapHid.MOST_BYTES) {
      throw new IllegalArgumentException(
          "a message has %d bytes at most".formatted(CtapHid.MOST_BYTES));
    }
    trace.accept("> " + line(channel, command, data.length));
    ByteBuffer first = ByteBuffer.allocate(HidChannel.REPORT_BYTES);
    int position = Math.min(CtapHid.FIRST_BYTES, data.length);
    first.putInt(channel).put((byte) (command | CtapHid.FIRST_FRAME)).putShort((short) data.length);
    hid.send(first.put(data, 0, position).array());
    for (int sequence = 0; position < data.length; sequence++) {
      ByteBuffer next = ByteBuffer.allocate(HidChannel.REPORT_BYTES);
      int length = Math.min(CtapHid.NEXT_BYTES, data.length - position);
      hid.send(next.putInt(channel).put((byte) sequence).put(data, position, length).array());
      position += length;
    }
  }

  /**
   * The next message on a channel; empty when none began in time.
   *
   * @throws ChannelException of kind {@code TIMEOUT} when it began and did not end, {@code
   *     PROTOCOL} when its frames do not follow each other
   */
  Optional<HidMessage> receive(int channel, Duration patience) throws ChannelException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<byte[]> frame = frame(channel, end);
      if (frame.isEmpty()) {
        return Optional.empty();
      }
      int type = frame.get()[CHANNEL_BYTES] & 0xFF;
      if (type >= CtapHid.FIRST_FRAME) { // else what is left of a message that was given up
        return Optional.of(traced(channel, rest(channel, frame.get())));
      }
    }
  }

  private HidMessage traced(int channel, HidMessage message) {
    int length = message.data().length;
    boolean code = message.command() == CtapHid.ERROR || message.command() == CtapHid.KEEPALIVE;
    trace.accept(
        "< "
            + line(channel, message.command(), length)
            + (code ? " %02X".formatted(message.code()) : ""));
    return message;
  }

  private static String line(int channel, int command, int length) {
    return "%s on %08X [%d bytes]".formatted(CtapHid.name(command), channel, length);
  }

  /** The next frame on a channel. Frames of others do not make it wait longer. */
  private Optional<byte[]> frame(int channel, long end) throws ChannelException {
    while (true) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      Optional<byte[]> frame = hid.receive(left);
      if (frame.isEmpty() || ByteBuffer.wrap(frame.get()).getInt() == channel) {
        return frame;
      } else if (left.isNegative()) {
        return Optional.empty();
      }
    }
  }

  private HidMessage rest(int channel, byte[] first) throws ChannelException {
    ByteBuffer head = ByteBuffer.wrap(first, CHANNEL_BYTES, first.length - CHANNEL_BYTES);
    int command = head.get() & 0xFF & ~CtapHid.FIRST_FRAME;
    int length = head.getShort() & 0xFFFF;
    if (length > CtapHid.MOST_BYTES) {
      throw protocol("a message claims to have %d bytes".formatted(length));
    }
    byte[] data = new byte[length];
    int position = Math.min(length, CtapHid.FIRST_BYTES);
    head.get(data, 0, position);
    long end = System.nanoTime() + FRAME_PATIENCE.toNanos();
    for (int sequence = 0; position < length; sequence++) {
      byte[] next =
          frame(channel, end)
              .orElseThrow(
                  () ->
                      new ChannelException(
                          ChannelException.Kind.TIMEOUT, "a message ended in the middle"));
      int type = next[CHANNEL_BYTES] & 0xFF;
      if (type == (CtapHid.ERROR | CtapHid.FIRST_FRAME)) {
        return alone(next); // it gave the message up
      } else if (type != sequence) {
        throw protocol("the frames of a message do not follow each other");
      }
      int more = Math.min(CtapHid.NEXT_BYTES, length - position);
      System.arraycopy(next, CHANNEL_BYTES + 1, data, position, more);
      position += more;
      end = System.nanoTime() + FRAME_PATIENCE.toNanos();
    }
    return new HidMessage(command, data);
  }

  /** An error, which has one byte and so one frame, whatever length it claims. */
  private static HidMessage alone(byte[] frame) {
    int start = CHANNEL_BYTES + 3;
    return new HidMessage(CtapHid.ERROR, Arrays.copyOfRange(frame, start, start + 1));
  }

  static ChannelException protocol(String what) {
    return new ChannelException(ChannelException.Kind.PROTOCOL, what);
  }
}
