package dev.countersign.simulator.otp;

/** Scan codes of a keyboard, and what they are on one with the layout of the United States. */
final class ScanCodes {
  /** How many characters the applet types by itself ([YK-OTP] scan-code map). */
  static final int MAP_BYTES = 45;

  private static final String TYPED = "cbdefghijklnrtuvCBDEFGHIJKLNRTUV0123456789!\t\n";
  private static final int SHIFT = 0x80;
  private static final int FIRST = 0x04;
  private static final String PLAIN = "abcdefghijklmnopqrstuvwxyz1234567890\n\0\0\t -=[]\\\\;'`,./";
  private static final String SHIFTED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*()\n\0\0\t _+{}||:\"~<>?";

  private ScanCodes() {}

  /** What keys type; a code that is no character's types nothing. */
  static String text(byte[] codes) {
    StringBuilder text = new StringBuilder();
    for (byte code : codes) {
      String layout = (code & SHIFT) == 0 ? PLAIN : SHIFTED;
      int index = (code & ~SHIFT & 0xFF) - FIRST;
      if (index >= 0 && index < layout.length() && layout.charAt(index) != 0) {
        text.append(layout.charAt(index));
      }
    }
    return text.toString();
  }

  /**
   * What becomes of characters by a scan-code map; those that it lacks stay.
   *
   * @param map 45 scan codes, or none for no change
   */
  static String mapped(String text, byte[] map) {
    if (map.length == 0) {
      return text;
    }
    StringBuilder typed = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      int index = TYPED.indexOf(text.charAt(i));
      typed.append(index < 0 ? text.substring(i, i + 1) : text(new byte[] {map[index]}));
    }
    return typed.toString();
  }
}
