package dev.countersign.wire.oath;

/** Hexadecimal in letters that stand at the same place on most keyboards ([YK-YOTP] Modhex). */
public final class Modhex {
  /** The sixteen letters, for 0 to 15. */
  public static final String LETTERS = "cbdefghijklnrtuv";

  private Modhex() {}

  /**
   * Reads modhex, in any case.
   *
   * @throws IllegalArgumentException when it is none; the message repeats none of it
   */
  public static byte[] decode(String text) {
    if (text.length() % 2 != 0) {
      throw new IllegalArgumentException("modhex has two letters for each byte");
    }
    byte[] bytes = new byte[text.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (value(text.charAt(2 * i)) << 4 | value(text.charAt(2 * i + 1)));
    }
    return bytes;
  }

  private static int value(char c) {
    char lower = c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c;
    int value = LETTERS.indexOf(lower);
    if (value < 0) {
      throw new IllegalArgumentException("modhex has none but the letters " + LETTERS);
    }
    return value;
  }

  /** Writes modhex, in lower case. */
  public static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder(2 * bytes.length);
    for (byte b : bytes) {
      text.append(LETTERS.charAt(b >> 4 & 0x0F)).append(LETTERS.charAt(b & 0x0F));
    }
    return text.toString();
  }
}
