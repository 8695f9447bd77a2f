package dev.countersign.simulator.otp;

/** Hexadecimal in letters that most keyboards have in the same place ([YK-OTP] modhex). */
final class Modhex {
  static final String ALPHABET = "cbdefghijklnrtuv";

  private Modhex() {}

  static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      text.append(ALPHABET.charAt((b & 0xF0) >> 4)).append(ALPHABET.charAt(b & 0x0F));
    }
    return text.toString();
  }
}
