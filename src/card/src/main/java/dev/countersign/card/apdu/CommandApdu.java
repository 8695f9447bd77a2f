package dev.countersign.card.apdu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A command to a card ([ISO7816-4] 5.1), not yet in one of the forms that a reader carries.
 *
 * <p>Every form ends with an Le field of its greatest value: a card that has nothing to say ignores
 * it, and without it some cards hold back what they have.
 *
 * @param cla the class byte
 * @param ins the instruction byte
 * @param p1 the first parameter byte
 * @param p2 the second parameter byte
 * @param data the command data, 0 to 65535 bytes; owned by this object, not to be changed
 * @param longResponse whether the response may have more than 256 bytes, which is worth an extended
 *     command where reader and card carry it
 * @param secret whether the data are to be wiped from memory after sending, and the command is
 *     never sent twice
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode are ours and compare contents
public record CommandApdu(
    int cla, int ins, int p1, int p2, byte[] data, boolean longResponse, boolean secret) {
  private static final byte[] NONE = new byte[0];

  /** The most data bytes of a short command, and of a block of a chain. */
  public static final int MAX_SHORT_DATA = 255;

  /** The bit of the class byte that says that more blocks follow ([ISO7816-4] command chaining). */
  public static final int CLA_CHAIN = 0x10;

  /** Checks the length of the data. */
  public CommandApdu {
    if (data.length > 65535) {
      throw new IllegalArgumentException("a command has at most 65535 data bytes");
    }
  }

  /** A command of class 00 without data. */
  public static CommandApdu of(int ins, int p1, int p2) {
    return new CommandApdu(0, ins, p1, p2, NONE, false, false);
  }

  /** A command of class 00 with data. */
  public static CommandApdu of(int ins, int p1, int p2, byte[] data) {
    return new CommandApdu(0, ins, p1, p2, data.clone(), false, false);
  }

  /**
   * A command of class 00 whose data are secret. Takes the array, which {@link #wipe()} overwrites.
   */
  public static CommandApdu secret(int ins, int p1, int p2, byte[] data) {
    return new CommandApdu(0, ins, p1, p2, data, false, true);
  }

  /** The same command, whose response may have more than 256 bytes. */
  public CommandApdu expectingLongResponse() {
    return new CommandApdu(cla, ins, p1, p2, data, true, secret);
  }

  /** Whether the short form could not carry the command or all of its response. */
  public boolean wantsExtended() {
    return longResponse || data.length > MAX_SHORT_DATA;
  }

  /**
   * The short form ([ISO7816-4] 5.1, cases 2S and 4S) with Le 00, in one block or, with more than
   * 255 data bytes, as a chain ([ISO7816-4] command chaining) whose last block alone has an Le.
   */
  public List<byte[]> encodeShort() {
    List<byte[]> blocks = new ArrayList<>();
    int offset = 0;
    do {
      int length = Math.min(MAX_SHORT_DATA, data.length - offset);
      boolean last = offset + length == data.length;
      blocks.add(block(offset, length, last));
      offset += length;
    } while (offset < data.length);
    return blocks;
  }

  private byte[] block(int offset, int length, boolean last) {
    byte[] block = new byte[4 + (length == 0 ? 0 : 1 + length) + (last ? 1 : 0)];
    header(block, last ? cla : cla | CLA_CHAIN);
    if (length > 0) {
      block[4] = (byte) length;
      System.arraycopy(data, offset, block, 5, length);
    }
    return block;
  }

  /** The extended form ([ISO7816-4] 5.1, cases 2E and 4E) with Le 0000, which is 65536. */
  public byte[] encodeExtended() {
    if (data.length == 0) {
      byte[] encoded = new byte[7];
      header(encoded, cla);
      return encoded;
    }
    byte[] encoded = new byte[7 + data.length + 2];
    header(encoded, cla);
    encoded[5] = (byte) (data.length >>> 8);
    encoded[6] = (byte) data.length;
    System.arraycopy(data, 0, encoded, 7, data.length);
    return encoded;
  }

  private void header(byte[] target, int classByte) {
    target[0] = (byte) classByte;
    target[1] = (byte) ins;
    target[2] = (byte) p1;
    target[3] = (byte) p2;
  }

  /** Overwrites the data. */
  public void wipe() {
    Arrays.fill(data, (byte) 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CommandApdu that
        && cla == that.cla
        && ins == that.ins
        && p1 == that.p1
        && p2 == that.p2
        && longResponse == that.longResponse
        && secret == that.secret
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * ((cla << 24) | (ins << 16) | (p1 << 8) | p2) + Arrays.hashCode(data);
  }

  /** Header and length only: the data may be secret. */
  @Override
  public String toString() {
    return "%02X%02X%02X%02X [%d bytes]".formatted(cla, ins, p1, p2, data.length);
  }
}
