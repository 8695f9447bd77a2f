package dev.countersign.card.apdu;

import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ForwardingChannel;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes what goes over a channel, one line per command and response. Headers, lengths and status
 * words always; data only of commands that are listed here and, in the PIV application, cannot
 * carry a secret either way: SELECT, GET DATA of objects that anyone may read, and the maker's GET
 * VERSION, GET SERIAL and GET METADATA. What is not listed is never shown, whatever it is.
 */
public final class RedactedTrace extends ForwardingChannel {
  private static final int HEADER = 4;
  private static final int INS_SELECT = 0xA4;
  private static final int INS_GET_RESPONSE = 0xC0;
  private static final int INS_GET_DATA = 0xCB;
  private static final int TAG_LIST = 0x5C;
  private static final byte[] PIV_RID = HexFormat.of().parseHex("A000000308");

  /** GET METADATA, GET SERIAL, GET VERSION. */
  private static final Set<Integer> PUBLIC_ANSWERS = Set.of(0xF7, 0xF8, 0xFD);

  /**
   * [SP800-73-4/1] data objects: objects that are read without a PIN, and the maker's certificate.
   */
  private static final List<Integer> PUBLIC_OBJECTS =
      List.of(
          0x5FC101, 0x5FC102, 0x5FC105, 0x5FC106, 0x5FC107, 0x5FC10A, 0x5FC10B, 0x5FC10C, 0x5FC122,
          0x5FFF01, 0x7E, 0x7F61);

  private static final int FIRST_RETIRED_CERTIFICATE = 0x5FC10D;
  private static final int LAST_RETIRED_CERTIFICATE = 0x5FC120;

  private final Consumer<String> lines;
  private boolean pivSelected;
  private boolean answerShown;

  /**
   * Traces a channel.
   *
   * @param lines where the lines go, without line ends
   */
  public RedactedTrace(ApduChannel channel, Consumer<String> lines) {
    super(channel);
    this.lines = lines;
  }

  @Override
  public byte[] transceive(byte[] command) throws ChannelException {
    boolean commandShown = false;
    Optional<Header> header = Header.of(command);
    if (header.isPresent()) {
      commandShown = isShown(header.get());
      boolean more = header.get().ins == INS_GET_RESPONSE;
      answerShown = more ? answerShown : commandShown;
    } else {
      answerShown = false;
    }
    lines.accept("> " + line(command, header.isPresent() ? HEADER : 0, commandShown));
    byte[] response;
    try {
      response = super.transceive(command);
    } catch (ChannelException e) {
      lines.accept("< " + e.kind());
      throw e;
    }
    header.filter(sent -> sent.ins == INS_SELECT).ifPresent(sent -> noteSelection(sent, response));
    lines.accept("< " + answer(response));
    return response;
  }

  /** What of a command decides whether it is shown. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Header(int cla, int ins, int p1, int p2, byte[] data) {
    static Optional<Header> of(byte[] command) {
      if (command.length < HEADER) {
        return Optional.empty();
      }
      return Optional.of(
          new Header(
              command[0] & 0xFF,
              command[1] & 0xFF,
              command[2] & 0xFF,
              command[3] & 0xFF,
              data(command)));
    }

    private static byte[] data(byte[] command) {
      if (command.length <= HEADER + 1) {
        return new byte[0];
      }
      int length = command[HEADER] & 0xFF;
      int start = HEADER + 1;
      if (length == 0) {
        if (command.length <= HEADER + 3) {
          return new byte[0];
        }
        length = ((command[HEADER + 1] & 0xFF) << 8) | (command[HEADER + 2] & 0xFF);
        start = HEADER + 3;
      }
      return start + length > command.length
          ? new byte[0]
          : Arrays.copyOfRange(command, start, start + length);
    }
  }

  private boolean isShown(Header header) {
    if (header.cla != 0) {
      return false;
    }
    if (header.ins == INS_SELECT) {
      return header.p1 == 0x04 && isPiv(header.data);
    } else if (!pivSelected) {
      return false;
    } else if (header.ins == INS_GET_DATA) {
      return header.p1 == 0x3F && header.p2 == 0xFF && isPublicObject(header.data);
    }
    return PUBLIC_ANSWERS.contains(header.ins) && header.data.length == 0;
  }

  private static boolean isPiv(byte[] aid) {
    return aid.length >= PIV_RID.length
        && Arrays.equals(Arrays.copyOf(aid, PIV_RID.length), PIV_RID);
  }

  private static boolean isPublicObject(byte[] data) {
    try {
      Tlv list = Tlv.parse(data);
      if (list.tag() != TAG_LIST || list.value().length < 1 || list.value().length > 3) {
        return false;
      }
      int tag = 0;
      for (byte b : list.value()) {
        tag = (tag << 8) | (b & 0xFF);
      }
      return PUBLIC_OBJECTS.contains(tag)
          || (tag >= FIRST_RETIRED_CERTIFICATE && tag <= LAST_RETIRED_CERTIFICATE);
    } catch (TlvException e) {
      return false;
    }
  }

  /** After any other SELECT, and after one that failed, nothing is known of what is selected. */
  private void noteSelection(Header sent, byte[] response) {
    int end = response.length;
    pivSelected =
        isShown(sent)
            && end >= 2
            && (response[end - 2] == (byte) 0x90 || response[end - 2] == 0x61);
  }

  private String answer(byte[] response) {
    if (response.length < 2) {
      return "[%d bytes]".formatted(response.length);
    }
    int end = response.length - 2;
    String data = end == 0 ? "" : line(Arrays.copyOf(response, end), 0, answerShown) + " ";
    return data + HexFormat.of().withUpperCase().formatHex(response, end, response.length);
  }

  /** The first bytes, then the others or their number. */
  private static String line(byte[] bytes, int always, boolean shown) {
    HexFormat hex = HexFormat.of().withUpperCase();
    if (shown || bytes.length <= always) {
      return hex.formatHex(bytes);
    }
    int hidden = bytes.length - always;
    return (hex.formatHex(bytes, 0, always) + " [%d bytes]".formatted(hidden)).strip();
  }

  @Override
  public Hold hold() throws ChannelException {
    Hold hold = super.hold();
    pivSelected = false;
    return hold;
  }
}
