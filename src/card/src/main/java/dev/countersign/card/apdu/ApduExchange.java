package dev.countersign.card.apdu;

import dev.countersign.device.TokenException;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/**
 * Sends commands in the form that reader and card carry, and collects responses that come in parts.
 *
 * <p>A command that needs it goes out extended, or as a chain of 255-byte blocks where extended
 * length is not carried or the first extended command was answered 6700. {@code 61xx} is followed
 * with GET RESPONSE, or what the application has instead ({@link Continuation}), {@code 6Cxx} once
 * with the length it names. Both are bounded: a response has at most 65536 bytes and comes in at
 * most {@link #MAX_PARTS} parts, none of them empty.
 */
public final class ApduExchange {
  /** The most parts of one response; 256 full ones make the longest response there is. */
  static final int MAX_PARTS = 1024;

  private static final int MAX_DATA = ApduChannel.MAX_RESPONSE_BYTES - 2;

  private final ApduChannel channel;
  private final ApduForm form;
  private final String token;
  private final String operation;
  private final Continuation continuation;

  /**
   * Exchanges over this channel.
   *
   * @param form what is known of the card that is on the channel
   * @param token the name of the token, for errors
   * @param operation what is being done, for errors
   */
  public ApduExchange(ApduChannel channel, ApduForm form, String token, String operation) {
    this(channel, form, token, operation, Continuation.GET_RESPONSE);
  }

  /** The same for an application that hands on a long response by a command of its own. */
  public ApduExchange(
      ApduChannel channel,
      ApduForm form,
      String token,
      String operation,
      Continuation continuation) {
    this.continuation = continuation;
    this.channel = channel;
    this.form = form;
    this.token = token;
    this.operation = operation;
  }

  /**
   * Sends a command and returns the whole response, whatever its status.
   *
   * @throws ChannelException passed through from the channel
   * @throws TokenException.BadResponse when the card answers without end or not by [ISO7816-4]
   */
  public ResponseApdu send(CommandApdu command) throws ChannelException {
    if (command.wantsExtended() && form.useExtended()) {
      byte[] encoded = command.encodeExtended();
      ResponseApdu first = transceive(encoded, command);
      if (!form.learn(first.status())) {
        return collect(command, first);
      }
    }
    return sendShort(command);
  }

  private ResponseApdu sendShort(CommandApdu command) throws ChannelException {
    List<byte[]> blocks = command.encodeShort();
    byte[] last = blocks.get(blocks.size() - 1);
    for (byte[] block : blocks) {
      if (block == last) {
        break;
      }
      ResponseApdu response = transceive(block, command);
      if (response.status().isMoreData()) {
        throw bad("it announces a response to a command that it has a part of");
      } else if (!response.isSuccess()) {
        return response;
      }
    }
    return collect(command, transceive(last, command));
  }

  private ResponseApdu collect(CommandApdu command, ResponseApdu first) throws ChannelException {
    ResponseApdu part = first;
    if (part.status().isWrongLe() && !command.secret() && command.encodeShort().size() == 1) {
      byte[] again = command.encodeShort().get(0);
      again[again.length - 1] = (byte) part.status().sw2();
      part = transceive(again, command);
    }
    if (!part.status().isMoreData()) {
      return part;
    }
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(part.data());
    for (int parts = 1; part.status().isMoreData(); parts++) {
      if (parts >= MAX_PARTS) {
        throw bad("its response has more than " + MAX_PARTS + " parts");
      }
      part = nextPart(command, part.status().sw2());
      if (part.data().length == 0 && part.status().isMoreData()) {
        throw bad("it announces more data and sends none");
      }
      if (data.size() + part.data().length > MAX_DATA) {
        throw bad("its response has more than " + MAX_DATA + " bytes");
      }
      data.writeBytes(part.data());
    }
    return new ResponseApdu(data.toByteArray(), part.status());
  }

  private ResponseApdu nextPart(CommandApdu command, int length) throws ChannelException {
    ResponseApdu part = transceive(continuation.encode(command.cla(), length), command);
    return part.status().isWrongLe()
        ? transceive(continuation.encode(command.cla(), part.status().sw2()), command)
        : part;
  }

  private ResponseApdu transceive(byte[] encoded, CommandApdu command) throws ChannelException {
    byte[] response;
    try {
      response = channel.transceive(encoded);
    } finally {
      if (command.secret()) {
        Arrays.fill(encoded, (byte) 0);
      }
    }
    if (response.length < 2) {
      throw bad("its response has no status word");
    }
    if (response.length > ApduChannel.MAX_RESPONSE_BYTES) {
      throw bad("its response has %d bytes, more than there can be".formatted(response.length));
    }
    int end = response.length - 2;
    StatusWord status = new StatusWord(((response[end] & 0xFF) << 8) | (response[end + 1] & 0xFF));
    if (!status.isValid()) {
      throw bad("its response ends with %04X, which is no status word".formatted(status.value()));
    }
    return new ResponseApdu(Arrays.copyOf(response, end), status);
  }

  private TokenException bad(String what) {
    return new TokenException.BadResponse(
        token, operation, "the token does not keep to the protocol: " + what, null);
  }
}
