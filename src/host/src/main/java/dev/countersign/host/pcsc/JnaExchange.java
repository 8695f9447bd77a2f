package dev.countersign.host.pcsc;

import dev.countersign.wire.ApduChannel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.smartcardio.Card;
import javax.smartcardio.CardException;
import jnasmartcardio.Smartcardio.JnaCardChannel;
import org.jspecify.annotations.Nullable;

/**
 * Commands through jnasmartcardio, byte for byte.
 *
 * <p>What the library does on its own with {@code 61xx} and {@code 6Cxx} is not usable: it stops
 * after seven GET RESPONSE and then takes card data for the status word, fails on a command of four
 * bytes, and answers {@code 6Cxx} by overwriting the last byte of the command whatever it means and
 * sending it again. Its inner method {@code transmitRaw} does none of that and is used where it can
 * be had. Otherwise the buffer form of {@code transmit} is called with a buffer that no response
 * can fill, and what the library left out is taken from the buffer.
 */
final class JnaExchange implements Backend.Exchange {
  private static final @Nullable Method RAW = rawMethod();

  private final JnaCardChannel channel;
  private final boolean raw;
  private final boolean protocolT0;

  JnaExchange(JnaCardChannel channel) {
    this(channel, RAW != null);
  }

  JnaExchange(JnaCardChannel channel, boolean raw) {
    this.channel = channel;
    this.raw = raw;
    Card card = channel.getCard();
    this.protocolT0 = "T=0".equals(card.getProtocol());
  }

  private static @Nullable Method rawMethod() {
    try {
      Method method =
          JnaCardChannel.class.getDeclaredMethod("transmitRaw", ByteBuffer.class, ByteBuffer.class);
      return method.trySetAccessible() ? method : null;
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  @Override
  public byte[] transceive(byte[] command) throws CardException {
    byte[] sent = protocolT0 ? withoutLe(command) : command.clone();
    byte[] buffer = new byte[ApduChannel.MAX_RESPONSE_BYTES];
    ByteBuffer response = ByteBuffer.wrap(buffer);
    try {
      int length = raw ? sendRaw(sent, response) : send(sent, response);
      return Arrays.copyOf(buffer, length);
    } finally {
      Arrays.fill(sent, (byte) 0);
      Arrays.fill(buffer, 0, response.position(), (byte) 0);
    }
  }

  private int sendRaw(byte[] command, ByteBuffer response) throws CardException {
    Method method = RAW;
    if (method == null) {
      return send(command, response);
    }
    try {
      method.invoke(channel, ByteBuffer.wrap(command), response);
      return response.position();
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof CardException cause) {
        throw cause;
      }
      throw new CardException("the PC/SC library failed", e.getCause());
    } catch (IllegalAccessException e) {
      throw new CardException("the PC/SC library is closed to us", e);
    }
  }

  private int send(byte[] command, ByteBuffer response) throws CardException {
    int length;
    try {
      length = channel.transmit(ByteBuffer.wrap(command), response);
    } catch (ArrayIndexOutOfBoundsException e) {
      // 61xx to a command of four bytes: there is no fifth byte to turn into the Le of GET
      // RESPONSE. Nothing was sent after the command, and its response stands in the buffer.
      return response.position();
    }
    // After seven GET RESPONSE the eighth 61xx stands just past the length that was returned. The
    // buffer was zero before.
    boolean cutShort = length + 2 <= response.limit() && response.get(length) == 0x61;
    int complete = cutShort ? length + 2 : length;
    response.position(complete);
    return complete;
  }

  /**
   * The command as T=0 carries it: a short command with data and Le goes without Le ([ISO7816-3]
   * 12.2).
   */
  static byte[] withoutLe(byte[] command) {
    boolean dataAndLe =
        command.length > 6 && command[4] != 0 && command.length == 5 + (command[4] & 0xFF) + 1;
    return Arrays.copyOf(command, dataAndLe ? command.length - 1 : command.length);
  }
}
