package dev.countersign.simulator.otp;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What a slot is programmed with ([YK-OTP] configuration). Never changed.
 *
 * @param bytes all 52 bytes; owned by this object
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole, never a key
record SlotConfiguration(byte[] bytes) {
  static final int BYTES = 52;
  static final int ACCESS_CODE_BYTES = 6;
  private static final int UID_AT = 16;
  private static final int KEY_AT = 22;
  private static final int ACCESS_CODE_AT = 38;
  private static final int FIXED_SIZE_AT = 44;
  private static final int EXT_AT = 45;
  private static final int TKT_AT = 46;
  private static final int CFG_AT = 47;
  private static final int RFU_AT = 48;
  private static final int CRC_AT = 50;

  private static final int EXT_ALLOW_UPDATE = 0x20;
  private static final int EXT_DORMANT = 0x40;
  private static final int EXT_LED_INVERTED = 0x80;
  static final int TKT_TAB_FIRST = 0x01;
  static final int TKT_TAB_AFTER_1 = 0x02;
  static final int TKT_TAB_AFTER_2 = 0x04;
  static final int TKT_ENTER = 0x20;
  private static final int TKT_HOTP_OR_CHALLENGE = 0x40;
  private static final int TKT_PROTECT_SLOT_2 = 0x80;
  static final int CFG_SEND_REFERENCE = 0x01;
  static final int CFG_SHORT_OR_EIGHT_DIGITS = 0x02;
  private static final int CFG_LT64 = 0x04;
  private static final int CFG_BUTTON = 0x08;
  private static final int CFG_STATIC_OR_CHALLENGE = 0x20;
  private static final int CFG_CHALLENGE_MASK = 0x22;
  static final int CFG_FIXED_MODHEX_1 = 0x10;
  static final int CFG_FIXED_MODHEX_2 = 0x40;

  private static final int TKT_UPDATE_MASK = 0x3F;
  private static final int CFG_UPDATE_MASK = 0x0C;

  /** What a slot does. */
  enum Kind {
    YUBICO_OTP,
    HOTP,
    STATIC_PASSWORD,
    STATIC_TICKET,
    HMAC_CHALLENGE,
    YUBICO_CHALLENGE
  }

  /** Whether 52 bytes are a configuration: reserved bytes, checksum and size of the fixed part. */
  boolean valid() {
    return bytes.length == BYTES
        && bytes[RFU_AT] == 0
        && bytes[RFU_AT + 1] == 0
        && at(FIXED_SIZE_AT) <= UID_AT
        && Crc16.holds(bytes);
  }

  Kind kind() {
    boolean challenge = (cfg() & CFG_STATIC_OR_CHALLENGE) != 0;
    if ((tkt() & TKT_HOTP_OR_CHALLENGE) != 0) {
      if (!challenge) {
        return Kind.HOTP;
      }
      return (cfg() & CFG_CHALLENGE_MASK) == CFG_CHALLENGE_MASK
          ? Kind.HMAC_CHALLENGE
          : Kind.YUBICO_CHALLENGE;
    }
    if (challenge) {
      return Kind.STATIC_TICKET;
    }
    return has(CFG_SHORT_OR_EIGHT_DIGITS) ? Kind.STATIC_PASSWORD : Kind.YUBICO_OTP;
  }

  boolean answersChallenges() {
    return kind() == Kind.HMAC_CHALLENGE || kind() == Kind.YUBICO_CHALLENGE;
  }

  /** Whether it is used by a touch: to type, or to let an answer out. */
  boolean touched() {
    return !answersChallenges() || (cfg() & CFG_BUTTON) != 0;
  }

  /** The public part, as long as it says. */
  byte[] fixed() {
    return Arrays.copyOf(bytes, at(FIXED_SIZE_AT));
  }

  byte[] uid() {
    return Arrays.copyOfRange(bytes, UID_AT, KEY_AT);
  }

  byte[] key() {
    return Arrays.copyOfRange(bytes, KEY_AT, ACCESS_CODE_AT);
  }

  /** The scan codes of a static password: the places of fixed part, private id and key. */
  byte[] scanCodes() {
    return Arrays.copyOf(bytes, ACCESS_CODE_AT);
  }

  private byte[] accessCode() {
    return Arrays.copyOfRange(bytes, ACCESS_CODE_AT, FIXED_SIZE_AT);
  }

  /** Whether it can be changed only with its access code. */
  boolean locked() {
    return !Arrays.equals(accessCode(), new byte[ACCESS_CODE_BYTES]);
  }

  /** Whether somebody who gives this code may change it. */
  boolean opensWith(byte[] code) {
    return !locked() || MessageDigest.isEqual(accessCode(), code);
  }

  boolean ticketHas(int flag) {
    return (tkt() & flag) != 0;
  }

  boolean has(int cfgFlag) {
    return (cfg() & cfgFlag) != 0;
  }

  boolean stripsPadding() {
    return (cfg() & CFG_LT64) != 0;
  }

  boolean dormant() {
    return (at(EXT_AT) & EXT_DORMANT) != 0;
  }

  boolean ledInverted() {
    return (at(EXT_AT) & EXT_LED_INVERTED) != 0;
  }

  boolean allowsUpdate() {
    return (at(EXT_AT) & EXT_ALLOW_UPDATE) != 0;
  }

  boolean protectsSlot2() {
    return ticketHas(TKT_PROTECT_SLOT_2);
  }

  /**
   * This configuration with the flags that may be updated and the access code of another. Flags
   * that mean something else where challenges are answered stay.
   */
  SlotConfiguration updatedBy(SlotConfiguration other) {
    byte[] merged = bytes.clone();
    System.arraycopy(other.bytes, ACCESS_CODE_AT, merged, ACCESS_CODE_AT, ACCESS_CODE_BYTES);
    merged[EXT_AT] = other.bytes[EXT_AT];
    merged[TKT_AT] = merge(tkt(), other.tkt(), TKT_UPDATE_MASK);
    merged[CFG_AT] = merge(cfg(), other.cfg(), answersChallenges() ? 0 : CFG_UPDATE_MASK);
    int crc = Crc16.complement(merged, CRC_AT);
    merged[CRC_AT] = (byte) crc;
    merged[CRC_AT + 1] = (byte) (crc >> 8);
    return new SlotConfiguration(merged);
  }

  private static byte merge(int old, int changed, int mask) {
    return (byte) ((old & ~mask) | (changed & mask));
  }

  private int tkt() {
    return at(TKT_AT);
  }

  private int cfg() {
    return at(CFG_AT);
  }

  private int at(int index) {
    return bytes[index] & 0xFF;
  }

  /** Does not tell the key. */
  @Override
  public String toString() {
    return kind().name();
  }
}
