package dev.countersign.fido.hid;

import dev.countersign.wire.ChannelException;
import dev.countersign.wire.HidChannel;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/** A channel of our own to one key ([CTAP2.1] 11.2.9.1.3). */
final class HidConnection {
  private static final int NONCE_BYTES = 8;
  private static final int ANSWER_BYTES = 17;
  private static final int PROTOCOL = 2;
  private static final int HAS_CBOR = 0x04;
  private static final int HAS_NO_MSG = 0x08;

  /** How long a key may take to give a channel. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  /** How long to wait until a key is asked again that works for another program. */
  static final Duration BUSY_PAUSE = Duration.ofMillis(100);

  private final Frames frames;
  private final HidChannel hid;
  private final SecureRandom random;
  private int channel;
  private int capabilities;

  private HidConnection(HidChannel hid, SecureRandom random, Consumer<String> trace) {
    this.hid = hid;
    this.frames = new Frames(hid, trace);
    this.random = random;
  }

  /**
   * Has the key give a channel.
   *
   * @throws ChannelException of kind {@code TIMEOUT} when it does not answer, {@code SHARING} when
   *     it works for another program: whoever opens it knows how long to try
   */
  static HidConnection open(HidChannel hid, SecureRandom random, Consumer<String> trace)
      throws ChannelException {
    HidConnection connection = new HidConnection(hid, random, trace);
    connection.initialise(CtapHid.BROADCAST, false);
    return connection;
  }

  boolean hasCbor() {
    return (capabilities & HAS_CBOR) != 0;
  }

  boolean hasMsg() {
    return (capabilities & HAS_NO_MSG) == 0;
  }

  /** Ends whatever the key does for us; the channel stays. */
  void resynchronise() throws ChannelException {
    initialise(channel, true);
  }

  /** Has the key give another channel: it does not know this one any more. */
  void reopen() throws ChannelException {
    initialise(CtapHid.BROADCAST, true);
  }

  private void initialise(int on, boolean whileBusy) throws ChannelException {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    long end = System.nanoTime() + PATIENCE.toNanos();
    boolean busy = false;
    frames.send(on, CtapHid.INIT, nonce);
    while (true) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      Optional<HidMessage> answer = left.isNegative() ? Optional.empty() : frames.receive(on, left);
      if (answer.isEmpty()) {
        throw busy
            ? busy()
            : new ChannelException(ChannelException.Kind.TIMEOUT, "the key gives no channel");
      }
      HidMessage message = answer.get();
      if (message.command() == CtapHid.INIT && adopt(message.data(), nonce)) {
        return;
      } else if (message.command() == CtapHid.ERROR) {
        busy = message.code() == CtapHid.CHANNEL_BUSY;
        if (!busy) {
          throw Frames.protocol("it answered error %02X to INIT".formatted(message.code()));
        } else if (!whileBusy) {
          throw busy();
        }
        idle(BUSY_PAUSE);
        frames.send(on, CtapHid.INIT, nonce);
      } // else an answer to another program, or to what we gave up
    }
  }

  static ChannelException busy() {
    return new ChannelException(ChannelException.Kind.SHARING, "the key is busy");
  }

  /** Whether it answers our nonce: another program may have asked at the same time. */
  private boolean adopt(byte[] answer, byte[] nonce) throws ChannelException {
    if (answer.length < NONCE_BYTES
        || !Arrays.equals(answer, 0, NONCE_BYTES, nonce, 0, NONCE_BYTES)) {
      return false;
    }
    if (answer.length < ANSWER_BYTES) {
      throw Frames.protocol("its answer to INIT has %d bytes".formatted(answer.length));
    }
    ByteBuffer fields = ByteBuffer.wrap(answer, NONCE_BYTES, ANSWER_BYTES - NONCE_BYTES);
    int given = fields.getInt();
    int protocol = fields.get();
    if (given == 0 || given == CtapHid.BROADCAST || protocol != PROTOCOL) {
      throw Frames.protocol("it gave channel %08X of protocol %d".formatted(given, protocol));
    }
    channel = given;
    capabilities = answer[ANSWER_BYTES - 1] & 0xFF;
    return true;
  }

  /** Waits, and drops what comes meanwhile: nothing of it is for us. */
  void idle(Duration time) throws ChannelException {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      Optional<byte[]> dropped = hid.receive(Duration.ofNanos(left));
      if (dropped.isEmpty()) {
        return;
      }
    }
  }

  void send(int command, byte[] data) throws ChannelException {
    frames.send(channel, command, data);
  }

  Optional<HidMessage> receive(Duration patience) throws ChannelException {
    return frames.receive(channel, patience);
  }

  void close() {
    hid.close();
  }
}
