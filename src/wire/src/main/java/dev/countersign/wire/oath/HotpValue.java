package dev.countersign.wire.oath;

/** From a MAC to the code that a person types ([RFC4226] 5.3). */
public final class HotpValue {
  /** The fewest digits of a code ([RFC4226] 5.3, requirement R4). */
  public static final int MIN_DIGITS = 6;

  /** The most digits of a code that is worth typing; the truncated value has no more than ten. */
  public static final int MAX_DIGITS = 8;

  private static final String STEAM_CHARACTERS = "23456789BCDFGHJKMNPQRTVWXY";
  private static final int STEAM_LENGTH = 5;

  private HotpValue() {}

  /**
   * Dynamic truncation ([RFC4226] 5.3): 31 bits of the MAC.
   *
   * @param mac at least 20 bytes
   * @return 0 to 0x7FFFFFFF
   */
  public static int truncate(byte[] mac) {
    if (mac.length < OathHash.SHA1.lengthBytes()) {
      throw new IllegalArgumentException("a MAC has at least 20 bytes");
    }
    int offset = mac[mac.length - 1] & 0x0F;
    return (mac[offset] & 0x7F) << 24
        | (mac[offset + 1] & 0xFF) << 16
        | (mac[offset + 2] & 0xFF) << 8
        | (mac[offset + 3] & 0xFF);
  }

  /**
   * The last digits of the truncated value, with leading zeros.
   *
   * @param truncated 31 bits; the sign bit is ignored
   * @param digits 6 to 8
   */
  public static String decimal(int truncated, int digits) {
    if (digits < MIN_DIGITS || digits > MAX_DIGITS) {
      throw new IllegalArgumentException("a code has 6 to 8 digits");
    }
    int modulus = 1;
    for (int i = 0; i < digits; i++) {
      modulus *= 10;
    }
    String value = Integer.toString((truncated & 0x7FFFFFFF) % modulus);
    return "0".repeat(digits - value.length()) + value;
  }

  /** The five characters that Steam makes of the truncated value; the sign bit is ignored. */
  public static String steam(int truncated) {
    StringBuilder code = new StringBuilder();
    int rest = truncated & 0x7FFFFFFF;
    for (int i = 0; i < STEAM_LENGTH; i++) {
      code.append(STEAM_CHARACTERS.charAt(rest % STEAM_CHARACTERS.length()));
      rest /= STEAM_CHARACTERS.length();
    }
    return code.toString();
  }
}
