package dev.countersign.card.piv;

import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.card.apdu.ResponseApdu;
import dev.countersign.card.apdu.StatusWord;
import dev.countersign.card.application.UnexpectedStatus;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.util.Optional;
import java.util.Set;

/**
 * The data objects of the application ([SP800-73-4/1] data objects) and how they are read and
 * written.
 */
final class PivObjects {
  static final int CHUID = 0x5FC102;
  static final int CAPABILITIES = 0x5FC107;
  static final int PRINTED = 0x5FC109;
  static final int KEY_HISTORY = 0x5FC10C;
  static final int DISCOVERY = 0x7E;
  static final int BIOMETRIC_GROUP = 0x7F61;
  static final int ADMIN = 0x5FFF00;

  /** What only a verified PIN makes readable. */
  static final Set<Integer> PIN_PROTECTED = Set.of(0x5FC103, 0x5FC108, PRINTED, 0x5FC121, 0x5FC123);

  private static final int INS_GET_DATA = 0xCB;
  private static final int INS_PUT_DATA = 0xDB;
  private static final int TAG_LIST = 0x5C;
  private static final int CONTENT = 0x53;

  /** By the standard 6A82; cards of several makers say that they do not know the tag. */
  private static final Set<StatusWord> ABSENT =
      Set.of(
          StatusWord.FILE_NOT_FOUND,
          StatusWord.REFERENCE_NOT_FOUND,
          StatusWord.INCORRECT_DATA,
          StatusWord.INCORRECT_P1_P2);

  private PivObjects() {}

  /**
   * Reads an object that needs no PIN ([SP800-73-4/2] 3.1.2).
   *
   * @return its value; empty when there is none or it is empty
   */
  static Optional<byte[]> read(PivCard card, int tag) throws ChannelException {
    return value(card, tag, card.ask(getData(tag)));
  }

  /** Reads an object that may need the PIN: a refusal is thrown for the caller to ask for it. */
  static Optional<byte[]> readProtected(PivCard card, int tag) throws ChannelException {
    return value(card, tag, card.send(getData(tag)));
  }

  /** Reads an object that is of use where it is there; a card may refuse to know of it. */
  static Optional<byte[]> readTolerantly(PivCard card, int tag) throws ChannelException {
    try {
      return read(card, tag);
    } catch (UnexpectedStatus e) {
      return Optional.empty();
    }
  }

  private static CommandApdu getData(int tag) {
    return CommandApdu.of(INS_GET_DATA, 0x3F, 0xFF, Tlv.of(TAG_LIST, tagBytes(tag)).encode())
        .expectingLongResponse();
  }

  private static Optional<byte[]> value(PivCard card, int tag, ResponseApdu response)
      throws ChannelException {
    if (ABSENT.contains(response.status())) {
      return Optional.empty();
    }
    if (!response.isSuccess()) {
      throw new UnexpectedStatus(response.status());
    }
    if (response.data().length == 0) {
      return Optional.empty();
    }
    try {
      Tlv object = Tlv.parse(response.data());
      if (object.tag() == CONTENT) {
        return Optional.of(object.value()).filter(value -> value.length > 0);
      } else if (isBare(tag) && object.tag() == tag) {
        return Optional.of(object.value());
      }
      throw card.badResponse(
          "asked for object %X it sent an object %X".formatted(tag, object.tag()));
    } catch (TlvException e) {
      throw card.badResponse("its object %X cannot be read".formatted(tag), e);
    }
  }

  /**
   * Writes an object; nothing removes it ([SP800-73-4/2] 3.3.1). The management key must have been
   * authenticated.
   */
  static void write(PivCard card, int tag, byte[] value) throws ChannelException {
    card.require(CommandApdu.of(INS_PUT_DATA, 0x3F, 0xFF, content(tag, value)));
  }

  /** Writes an object whose value is secret. */
  static void writeSecret(PivCard card, int tag, byte[] value) throws ChannelException {
    CommandApdu command = CommandApdu.secret(INS_PUT_DATA, 0x3F, 0xFF, content(tag, value));
    try {
      card.require(command);
    } finally {
      command.wipe();
    }
  }

  private static byte[] content(int tag, byte[] value) {
    if (isBare(tag)) {
      return Tlv.of(tag, value).encode();
    }
    return concatenate(Tlv.of(TAG_LIST, tagBytes(tag)).encode(), Tlv.of(CONTENT, value).encode());
  }

  /** Whether the object stands without a 53 around it. */
  static boolean isBare(int tag) {
    return tag == DISCOVERY || tag == BIOMETRIC_GROUP;
  }

  private static byte[] tagBytes(int tag) {
    int length = tag > 0xFFFF ? 3 : tag > 0xFF ? 2 : 1;
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (tag >>> (8 * (length - 1 - i)));
    }
    return bytes;
  }

  private static byte[] concatenate(byte[] a, byte[] b) {
    byte[] both = new byte[a.length + b.length];
    System.arraycopy(a, 0, both, 0, a.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
