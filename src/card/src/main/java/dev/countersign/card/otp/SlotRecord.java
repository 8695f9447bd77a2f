package dev.countersign.card.otp;

import dev.countersign.device.Secret;
import java.util.Arrays;

/**
 * A configuration as it goes over the wire: 52 bytes, then the access code that is set now
 * ([YK-OTP] configuration). All that is made here can be updated and shows its serial number to
 * programs.
 */
final class SlotRecord {
  /** Both parts. */
  static final int BYTES = 52 + AccessCodes.LENGTH_BYTES;

  private static final int FIXED = 0;
  private static final int FIXED_BYTES = 16;
  private static final int UID = 16;
  private static final int UID_BYTES = 6;
  private static final int KEY = 22;
  private static final int KEY_BYTES = 16;
  private static final int ACCESS_CODE = 38;
  private static final int FIXED_SIZE = 44;
  private static final int EXTENDED_FLAGS = 45;
  private static final int TICKET_FLAGS = 46;
  private static final int CONFIGURATION_FLAGS = 47;
  private static final int CRC = 50;
  private static final int CURRENT_CODE = 52;

  private static final int SERIAL_FOR_PROGRAMS = 0x04;
  private static final int FAST_TRIGGER = 0x10;
  private static final int ALLOW_UPDATE = 0x20;

  private static final int RETURN_KEY = 0x20;
  private static final int HOTP_OR_CHALLENGE = 0x40;

  private static final int SHORT_TICKET = 0x02;
  private static final int EIGHT_DIGITS = 0x02;
  private static final int HMAC_CHALLENGE = 0x22;
  private static final int SHORTER_THAN_64 = 0x04;
  private static final int CHALLENGE_WANTS_TOUCH = 0x08;
  private static final int FIXED_MODHEX = 0x40;

  private static final int MAX_HMAC_KEY = 20;
  private static final int MAX_SCAN_CODES = FIXED_BYTES + UID_BYTES + KEY_BYTES;
  private static final int MAX_COUNTER = 0xFFFF0;

  private SlotRecord() {}

  /** What empties a slot; the caller wipes it. */
  static byte[] empty(AccessCodes codes) {
    byte[] record = new byte[BYTES];
    codes.current().ifPresent(code -> put(code, record, CURRENT_CODE));
    return record;
  }

  /**
   * What programs a slot; the caller wipes it.
   *
   * @throws IllegalArgumentException when a part has not the length that it must have
   */
  static byte[] of(SlotConfiguration configuration, AccessCodes codes) {
    byte[] record = empty(codes);
    if (configuration instanceof SlotConfiguration.ChallengeResponse hmac) {
      putHmacKey(hmac.key(), record);
      int touch = hmac.touch() ? CHALLENGE_WANTS_TOUCH : 0;
      flags(record, 0, HOTP_OR_CHALLENGE, HMAC_CHALLENGE | SHORTER_THAN_64 | touch);
    } else if (configuration instanceof SlotConfiguration.YubicoOtp otp) {
      require(otp.publicId().length <= FIXED_BYTES, "a public id has at most 16 bytes");
      require(otp.privateId().length() == UID_BYTES, "a private id has 6 bytes");
      require(otp.key().length() == KEY_BYTES, "an AES key has 16 bytes");
      System.arraycopy(otp.publicId(), 0, record, FIXED, otp.publicId().length);
      record[FIXED_SIZE] = (byte) otp.publicId().length;
      put(otp.privateId(), record, UID);
      put(otp.key(), record, KEY);
      flags(record, FAST_TRIGGER, RETURN_KEY, 0);
    } else if (configuration instanceof SlotConfiguration.Hotp hotp) {
      require(hotp.digits() == 6 || hotp.digits() == 8, "a typed HOTP code has 6 or 8 digits");
      require(
          hotp.counter() >= 0 && hotp.counter() <= MAX_COUNTER && hotp.counter() % 16 == 0,
          "the counter of a slot is a multiple of 16 up to " + MAX_COUNTER);
      putHmacKey(hotp.key(), record);
      record[UID + 4] = (byte) (hotp.counter() >>> 12);
      record[UID + 5] = (byte) (hotp.counter() >>> 4);
      int digits = hotp.digits() == 8 ? EIGHT_DIGITS : 0;
      flags(record, FAST_TRIGGER, RETURN_KEY | HOTP_OR_CHALLENGE, FIXED_MODHEX | digits);
    } else if (configuration instanceof SlotConfiguration.StaticPassword text) {
      int length = text.scanCodes().length();
      require(length >= 1 && length <= MAX_SCAN_CODES, "a typed text has 1 to 38 keys");
      put(text.scanCodes(), record, FIXED);
      record[FIXED_SIZE] = FIXED_BYTES;
      flags(record, FAST_TRIGGER, text.enter() ? RETURN_KEY : 0, SHORT_TICKET);
    }
    codes.next().ifPresent(code -> put(code, record, ACCESS_CODE));
    int crc = ~Crc.of(record, CRC);
    record[CRC] = (byte) crc;
    record[CRC + 1] = (byte) (crc >>> 8);
    return record;
  }

  private static void flags(byte[] record, int extended, int ticket, int configuration) {
    record[EXTENDED_FLAGS] = (byte) (ALLOW_UPDATE | SERIAL_FOR_PROGRAMS | extended);
    record[TICKET_FLAGS] = (byte) ticket;
    record[CONFIGURATION_FLAGS] = (byte) configuration;
  }

  /** Sixteen bytes in the place of a key, the others in that of the private id. */
  private static void putHmacKey(Secret key, byte[] record) {
    require(
        key.length() >= 1 && key.length() <= MAX_HMAC_KEY,
        "an HMAC key of a slot has 1 to 20 bytes");
    byte[] bytes = key.bytes();
    int first = Math.min(bytes.length, KEY_BYTES);
    System.arraycopy(bytes, 0, record, KEY, first);
    System.arraycopy(bytes, first, record, UID, bytes.length - first);
    Arrays.fill(bytes, (byte) 0);
  }

  private static void put(Secret secret, byte[] record, int offset) {
    byte[] bytes = secret.bytes();
    System.arraycopy(bytes, 0, record, offset, bytes.length);
    Arrays.fill(bytes, (byte) 0);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
