package dev.countersign.cli.otp;

/**
 * Hexadecimal by letters that most keyboard layouts have in the same place ([YK-OTP] modhex): what
 * a token types as a keyboard.
 */
final class Modhex {
  /** The sixteen letters, for 0 to 15. */
  static final String LETTERS = "cbdefghijklnrtuv";

  private Modhex() {}

  /**
   * Reads it, in any case.
   *
   * @throws IllegalArgumentException when it is something else
   */
  static byte[] decode(String text) {
    if (text.length() % 2 != 0) {
      throw new IllegalArgumentException("modhex has two letters for each byte");
    }
    byte[] bytes = new byte[text.length() / 2];
    for (int i = 0; i < text.length(); i++) {
      int value = LETTERS.indexOf(Character.toLowerCase(text.charAt(i)));
      if (value < 0) {
        throw new IllegalArgumentException("modhex has none but the letters " + LETTERS);
      }
      bytes[i / 2] |= (byte) (i % 2 == 0 ? value << 4 : value);
    }
    return bytes;
  }

  /** Writes it. */
  static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length * 2);
    for (byte b : bytes) {
      text.append(LETTERS.charAt((b >> 4) & 0x0F)).append(LETTERS.charAt(b & 0x0F));
    }
    return text.toString();
  }
}
