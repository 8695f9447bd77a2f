package dev.countersign.wire.oath;

import java.util.Arrays;
import java.util.Set;

/** Base32, the form in which people are handed seeds ([RFC4648] 6). */
public final class Base32 {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  /** How many characters more than a multiple of eight no encoder ends with. */
  private static final Set<Integer> CUT_OFF = Set.of(1, 3, 6);

  private Base32() {}

  /**
   * Reads base32 as people copy it: in any case, with spaces or hyphens between, with or without
   * its padding. Bits left over at the end are ignored: there are issuers that draw characters
   * rather than bytes.
   *
   * @return the bytes, which the caller wipes
   * @throws IllegalArgumentException when it is not base32; the message repeats none of it
   */
  public static byte[] decode(char[] text) {
    byte[] bytes = new byte[(int) (text.length * 5L / 8)];
    int length = 0;
    int characters = 0;
    int block = 0;
    int bits = 0;
    boolean padded = false;
    try {
      for (char c : text) {
        if (c == ' ' || c == '-' || c == '\t' || c == '\r' || c == '\n') {
          continue;
        } else if (c == '=') {
          padded = true;
          continue;
        }
        int value = value(c);
        if (value < 0 || padded) {
          throw new IllegalArgumentException("base32 has the letters A to Z and the digits 2 to 7");
        }
        block = (block << 5) | value;
        bits += 5;
        characters++;
        if (bits >= 8) {
          bits -= 8;
          bytes[length++] = (byte) (block >>> bits);
        }
        block &= 0xFF;
      }
      if (CUT_OFF.contains(characters % 8)) {
        throw new IllegalArgumentException("the base32 text is cut off");
      }
      return Arrays.copyOf(bytes, length);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static int value(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    } else if (c >= 'a' && c <= 'z') {
      return c - 'a';
    }
    return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
  }

  /** Writes base32 without padding, as seeds are shown; the caller wipes the characters. */
  public static char[] encode(byte[] bytes) {
    char[] text = new char[(bytes.length * 8 + 4) / 5];
    int at = 0;
    int block = 0;
    int bits = 0;
    for (byte b : bytes) {
      block = (block << 8) | (b & 0xFF);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text[at++] = ALPHABET.charAt((block >>> bits) & 0x1F);
      }
      block &= 0x1F;
    }
    if (bits > 0) {
      text[at] = ALPHABET.charAt((block << (5 - bits)) & 0x1F);
    }
    return text;
  }
}
