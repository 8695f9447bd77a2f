package dev.countersign.fido.hid;

import dev.countersign.wire.ChannelException;
import dev.countersign.wire.HidChannel;
import dev.countersign.wire.HidDevice;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A device that answers INIT by itself and everything else as a test says. It never lets anybody
 * wait: what is not there does not come.
 */
final class ScriptedHid implements HidChannel {
  static final int CHANNEL = 0x01020304;
  static final int WITH_CBOR = 0x04;

  private final Deque<byte[]> input = new ArrayDeque<>();
  private final List<byte[]> sent = new ArrayList<>();
  private final int capabilities;
  private Consumer<byte[]> onFrame = frame -> {};
  private boolean answersInit = true;
  private boolean busy;
  private @Nullable ChannelException refusal;
  private int removedAfter = Integer.MAX_VALUE;
  private boolean closed;

  ScriptedHid(int capabilities) {
    this.capabilities = capabilities;
  }

  /** Called with each frame that is sent but INIT. */
  void onFrame(Consumer<byte[]> script) {
    onFrame = script;
  }

  /** It gives no channel, because it works for another program. */
  void isBusy() {
    busy = true;
  }

  /** It cannot be opened, for this reason. */
  void refuses(ChannelException reason) {
    refusal = reason;
  }

  void answersInit(boolean answers) {
    answersInit = answers;
  }

  /** The device goes after so many reports more, in either direction. */
  void removeAfter(int reports) {
    removedAfter = reports;
  }

  List<String> sent() {
    return sent.stream().map(HexFormat.of()::formatHex).toList();
  }

  boolean closed() {
    return closed;
  }

  /** It, as a source shows it. */
  HidDevice device() {
    return new HidDevice() {
      @Override
      public String name() {
        return "scripted";
      }

      @Override
      public String product() {
        return "";
      }

      @Override
      public int vendorId() {
        return 0;
      }

      @Override
      public int productId() {
        return 0;
      }

      @Override
      public Optional<String> serial() {
        return Optional.empty();
      }

      @Override
      public HidChannel connect() throws ChannelException {
        if (refusal != null) {
          throw refusal;
        }
        return ScriptedHid.this;
      }
    };
  }

  /** What the device sends, cut into frames. */
  void says(int channel, int command, byte... data) {
    ByteBuffer first = ByteBuffer.allocate(REPORT_BYTES);
    first.putInt(channel).put((byte) (command | 0x80)).putShort((short) data.length);
    int position = Math.min(data.length, 57);
    first.put(data, 0, position);
    input.add(first.array());
    for (int sequence = 0; position < data.length; sequence++) {
      int length = Math.min(59, data.length - position);
      input.add(
          ByteBuffer.allocate(REPORT_BYTES)
              .putInt(channel)
              .put((byte) sequence)
              .put(data, position, length)
              .array());
      position += length;
    }
  }

  /** A report as it is. */
  void report(byte[] report) {
    input.add(report);
  }

  Deque<byte[]> input() {
    return input;
  }

  @Override
  public void send(byte[] report) throws ChannelException {
    count();
    sent.add(report.clone());
    if ((report[4] & 0xFF) == 0x86) {
      if (busy) {
        says(ByteBuffer.wrap(report).getInt(), 0x3F, (byte) 6);
      } else if (answersInit) {
        says(ByteBuffer.wrap(report).getInt(), 0x06, initAnswer(report));
      }
      return;
    }
    onFrame.accept(report);
  }

  private byte[] initAnswer(byte[] report) {
    return ByteBuffer.allocate(17)
        .put(report, 7, 8)
        .putInt(CHANNEL)
        .put(new byte[] {2, 5, 7, 4})
        .put((byte) capabilities)
        .array();
  }

  @Override
  public Optional<byte[]> receive(Duration patience) throws ChannelException {
    Optional<byte[]> next = Optional.ofNullable(input.poll());
    if (next.isPresent()) {
      count();
    }
    return next;
  }

  private void count() throws ChannelException {
    if (removedAfter-- <= 0) {
      throw new ChannelException(ChannelException.Kind.REMOVED, "pulled");
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
