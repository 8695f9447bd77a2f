package dev.countersign.host.pcsc;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The answer to reset of a card ([ISO7816-3] 8.2), read as far as its historical bytes. A malformed
 * one is read as having none.
 *
 * @param bytes all of it
 * @param historical the historical bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AnswerToReset(byte[] bytes, byte[] historical) {
  private static final int COMPACT_TLV = 0x80;
  private static final int CARD_CAPABILITIES = 0x7;
  private static final int EXTENDED_LENGTH = 0x40;

  static AnswerToReset of(byte[] bytes) {
    return new AnswerToReset(bytes.clone(), readHistorical(bytes));
  }

  private static byte[] readHistorical(byte[] atr) {
    if (atr.length < 2) {
      return new byte[0];
    }
    int count = atr[1] & 0x0F;
    int present = atr[1] >> 4 & 0x0F;
    int position = 2;
    while (present != 0) {
      position += Integer.bitCount(present);
      boolean more = (present & 0x8) != 0;
      if (position > atr.length) {
        return new byte[0];
      }
      present = more ? atr[position - 1] >> 4 & 0x0F : 0;
    }
    if (position + count > atr.length) {
      return new byte[0];
    }
    return Arrays.copyOfRange(atr, position, position + count);
  }

  /**
   * Whether the card says that it takes extended-length commands: bit 7 of the third software
   * function table of its card capabilities ([ISO7816-4] card capabilities), or a YubiKey from
   * version 4 on that is plugged into USB. A contactless card is said not to, since most such
   * readers cannot.
   */
  boolean extendedLength() {
    return !contactless() && (capabilitiesSayExtended() || yubiKey4OrLater());
  }

  /**
   * Whether a reader made this up for a contactless card: {@code 3B 8n 80 01} ([PCSC-3] contactless
   * protocol support).
   */
  private boolean contactless() {
    return bytes.length > 3
        && (bytes[1] & 0xF0) == 0x80
        && (bytes[2] & 0xFF) == 0x80
        && bytes[3] == 0x01;
  }

  private boolean capabilitiesSayExtended() {
    if (historical.length == 0 || (historical[0] & 0xFF) != COMPACT_TLV) {
      return false;
    }
    int position = 1;
    while (position < historical.length) {
      int tag = historical[position] >> 4 & 0x0F;
      int length = historical[position] & 0x0F;
      position++;
      if (position + length > historical.length) {
        return false;
      }
      if (tag == CARD_CAPABILITIES && length >= 3) {
        return (historical[position + 2] & EXTENDED_LENGTH) != 0;
      }
      position += length;
    }
    return false;
  }

  /** Historical bytes {@code Yubikey4} or {@code 01 YubiKey}; a NEO says {@code YubikeyNEO}. */
  private boolean yubiKey4OrLater() {
    boolean usb = bytes.length > 1 && (bytes[1] & 0xF0) == 0xF0;
    String text = new String(historical, StandardCharsets.ISO_8859_1);
    return usb && (text.startsWith("Yubikey4") || text.contains("YubiKey"));
  }

  @Override
  public String toString() {
    return "AnswerToReset[" + bytes.length + " bytes]";
  }
}
