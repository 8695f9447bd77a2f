package dev.countersign.cli.otp;

import dev.countersign.device.Secret;
import java.util.Arrays;
import java.util.Locale;

/** From text to the keys of a keyboard that type it ([USB-HUT] 10, keyboard page). */
enum KeyboardLayout {
  /** The keys of a keyboard of the United States; a computer with another layout types others. */
  US(
      "abcdefghijklmnopqrstuvwxyz1234567890\n\u001B\b\t -=[]\\\0;'`,./",
      "ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*()\0\0\0\0\0_+{}|\0:\"~<>?"),
  /** Those letters that most layouts have in the same place: what is typed is what was meant. */
  MODHEX("\0bcdefghijkl\0n\0\0\0r\0tuv", "\0BCDEFGHIJKL\0N\0\0\0R\0TUV");

  /** The usage code of the key for the letter A. */
  private static final int FIRST_USAGE = 0x04;

  private static final int SHIFT = 0x80;
  private static final int FIRST_PRINTABLE = 0x20;

  private final String plain;
  private final String shifted;

  /**
   * A layout.
   *
   * @param plain what the keys from A on type; control characters for those that are not used
   * @param shifted the same with shift
   */
  KeyboardLayout(String plain, String shifted) {
    this.plain = plain;
    this.shifted = shifted;
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The usage codes of the keys, with 0x80 for shift; the caller closes both.
   *
   * @param text in UTF-8
   * @throws IllegalArgumentException when there is no key for a character; the message says which
   *     by its position alone
   */
  Secret scanCodes(Secret text) {
    byte[] characters = text.bytes();
    byte[] codes = new byte[characters.length];
    int position = 0;
    try {
      for (int i = 0; i < characters.length; i++) {
        boolean continued = (characters[i] & 0xC0) == 0x80;
        position += continued ? 0 : 1;
        int code = code(characters[i]);
        if (code == 0) {
          throw new IllegalArgumentException(
              "the layout %s has no key for character %d of the password"
                  .formatted(this, position));
        }
        codes[i] = (byte) code;
      }
      return Secret.copyOf(codes);
    } finally {
      Arrays.fill(characters, (byte) 0);
      Arrays.fill(codes, (byte) 0);
    }
  }

  /** The code for a character; 0 where there is none. */
  private int code(byte character) {
    if (character < FIRST_PRINTABLE) {
      return 0;
    }
    int key = plain.indexOf(character);
    if (key >= 0) {
      return FIRST_USAGE + key;
    }
    int withShift = shifted.indexOf(character);
    return withShift < 0 ? 0 : SHIFT | (FIRST_USAGE + withShift);
  }
}
