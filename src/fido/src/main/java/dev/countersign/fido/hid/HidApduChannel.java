package dev.countersign.fido.hid;

import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A key on USB behind the commands that a key in a card reader has ([CTAP2.1] 11.3), so that one
 * driver works with both: SELECT costs nothing, a message is answered 9100 as long as the key is
 * not done, GETRESPONSE waits on or cancels. A key that works for another program is asked again
 * with each GETRESPONSE; the status byte is 0 then, which no key sends.
 */
final class HidApduChannel implements ApduChannel {
  /** How long a key may be silent: it sends a keep-alive about every 100 ms while it works. */
  static final Duration SILENCE = Duration.ofSeconds(5);

  /** After what time of silence the caller looks whether it still wants to wait. */
  static final Duration SLICE = Duration.ofMillis(100);

  /** How long a key may take to tell its serial number, other programs' ceremonies among it. */
  private static final Duration CONFIG_PATIENCE = Duration.ofSeconds(20);

  private static final HexFormat HEX = HexFormat.of();
  private static final String FIDO = "a0000006472f0001";
  private static final String MANAGEMENT = "a000000527471117";
  private static final byte[] NO_ATR = new byte[0];
  private static final int SELECT = 0xA4;
  private static final int READ_CONFIG = 0x1D;
  private static final int MESSAGE = 0x10;
  private static final int GET_RESPONSE = 0x11;
  private static final int CANCEL = 0x11;
  private static final byte BUSY = 0;
  private static final byte PROCESSING = 1;
  private static final byte TOUCH_NEEDED = 2;
  private static final byte CTAP_CANCELLED = 0x2D;

  private final HidConnection connection;
  private final boolean yubiKey;
  private final Duration configPatience;
  private String selected = "";
  private HidMessage outstanding = new HidMessage(0, NO_ATR);
  private boolean working;
  private boolean busy;
  private boolean cancelled;
  private long heard;
  private byte status = PROCESSING;

  /** A key; what makers have added is asked of their own only. */
  HidApduChannel(HidConnection connection, boolean yubiKey) {
    this(connection, yubiKey, CONFIG_PATIENCE);
  }

  HidApduChannel(HidConnection connection, boolean yubiKey, Duration configPatience) {
    this.connection = connection;
    this.yubiKey = yubiKey;
    this.configPatience = configPatience;
  }

  @Override
  public byte[] transceive(byte[] command) throws ChannelException {
    int cla = command[0] & 0xFF;
    int ins = command[1] & 0xFF;
    if (cla == 0 && ins == SELECT) {
      return select(HEX.formatHex(data(command)));
    } else if (selected.equals(MANAGEMENT)) {
      return ins == READ_CONFIG ? config() : word(0x6D00);
    } else if (!selected.equals(FIDO)) {
      return word(0x6985);
    } else if (cla == 0x80 && ins == GET_RESPONSE) {
      return proceed((command[2] & 0xFF) == CANCEL);
    } else if (cla == 0x80 && ins == MESSAGE) {
      return connection.hasCbor() ? begin(CtapHid.CBOR, data(command)) : word(0x6D00);
    } else if (cla == 0) {
      return connection.hasMsg() ? begin(CtapHid.MSG, command) : word(0x6D00);
    }
    return word(0x6E00);
  }

  private byte[] select(String aid) throws ChannelException {
    abandon();
    if (aid.equals(FIDO)) {
      selected = aid;
      boolean u2f = connection.hasMsg();
      return success((u2f ? "U2F_V2" : "FIDO_2_0").getBytes(StandardCharsets.US_ASCII));
    } else if (aid.equals(MANAGEMENT) && yubiKey) {
      selected = aid;
      return success(NO_ATR);
    }
    return word(0x6A82);
  }

  /** [YK-MGMT] READ CONFIG, first page. */
  private byte[] config() throws ChannelException {
    long begun = System.nanoTime();
    byte[] answer = begin(CtapHid.YUBIKEY_READ_CONFIG, new byte[] {0});
    while (working) {
      if (System.nanoTime() - begun > configPatience.toNanos()) {
        throw busy
            ? HidConnection.busy()
            : new ChannelException(
                ChannelException.Kind.TIMEOUT, "the key does not come to an end");
      }
      answer = proceed(false);
    }
    return answer;
  }

  private byte[] begin(int command, byte[] data) throws ChannelException {
    abandon();
    if (data.length > CtapHid.MOST_BYTES) {
      return word(0x6700);
    }
    outstanding = new HidMessage(command, data);
    working = true;
    cancelled = false;
    status = PROCESSING;
    send();
    return await();
  }

  private void send() throws ChannelException {
    busy = false;
    heard = System.nanoTime();
    connection.send(outstanding.command(), outstanding.data());
  }

  private byte[] proceed(boolean cancel) throws ChannelException {
    if (!working) {
      return word(0x6985);
    } else if (busy && cancel) {
      working = false; // nothing was begun
      return success(CTAP_CANCELLED);
    } else if (busy) {
      connection.idle(HidConnection.BUSY_PAUSE);
      send();
    } else if (cancel && !cancelled) {
      cancelled = true;
      if (outstanding.command() == CtapHid.CBOR) {
        connection.send(CtapHid.CANCEL, NO_ATR);
      }
    }
    return await();
  }

  /** The answer, or that there is none yet. */
  private byte[] await() throws ChannelException {
    Optional<HidMessage> received = connection.receive(SLICE);
    if (received.isEmpty()) {
      if (System.nanoTime() - heard > SILENCE.toNanos()) {
        throw new ChannelException(ChannelException.Kind.TIMEOUT, "the key is silent");
      }
      return notDone(status);
    }
    HidMessage message = received.get();
    heard = System.nanoTime();
    if (message.command() == CtapHid.KEEPALIVE) {
      status = message.code() == TOUCH_NEEDED ? TOUCH_NEEDED : PROCESSING;
      return notDone(status);
    } else if (message.command() == CtapHid.ERROR) {
      return error(message.code());
    } else if (message.command() != outstanding.command()) {
      throw Frames.protocol("it answered what it was not asked");
    }
    working = false;
    return message.command() == CtapHid.MSG ? message.data() : success(message.data());
  }

  private byte[] error(int code) throws ChannelException {
    if (code == CtapHid.CHANNEL_BUSY) {
      busy = true;
      return notDone(BUSY);
    }
    working = false;
    switch (code) {
      case CtapHid.INVALID_COMMAND, CtapHid.INVALID_PARAMETER, CtapHid.INVALID_LENGTH -> {
        return outstanding.command() == CtapHid.CBOR ? success((byte) code) : word(0x6D00);
      }
      case CtapHid.LOCK_REQUIRED ->
          throw new ChannelException(
              ChannelException.Kind.SHARING, "another program has the key to itself");
      case CtapHid.INVALID_CHANNEL -> {
        connection.reopen();
        throw new ChannelException(
            ChannelException.Kind.RESET, "the key does not know the channel any more");
      }
      default -> throw Frames.protocol("it answered error %02X".formatted(code));
    }
  }

  /** Ends what the key still does for a caller that went away. */
  private void abandon() throws ChannelException {
    if (working && !busy) {
      connection.resynchronise();
    }
    working = false;
  }

  @Override
  public byte[] atr() {
    return NO_ATR.clone();
  }

  @Override
  public boolean extendedLength() {
    return true;
  }

  @Override
  public void close() {
    try {
      abandon();
    } catch (ChannelException e) {
      // it is gone or broken, and we leave it
    }
    connection.close();
  }

  private static byte[] data(byte[] command) {
    boolean extended = command.length >= 7 && command[4] == 0;
    int start = extended ? 7 : 5;
    int length =
        extended
            ? (command[5] & 0xFF) << 8 | (command[6] & 0xFF)
            : command.length > 5 ? command[4] & 0xFF : 0;
    return command.length < start
        ? NO_ATR
        : Arrays.copyOfRange(command, start, Math.min(command.length, start + length));
  }

  private static byte[] notDone(byte status) {
    return new byte[] {status, (byte) 0x91, 0};
  }

  private static byte[] success(byte... data) {
    byte[] response = Arrays.copyOf(data, data.length + 2);
    response[data.length] = (byte) 0x90;
    return response;
  }

  private static byte[] word(int value) {
    return new byte[] {(byte) (value >>> 8), (byte) value};
  }
}
