package dev.countersign.card.otp;

/** The checksum of the application: CRC-16 with the reflected polynomial 8408 ([YK-OTP] CRC). */
final class Crc {
  private static final int POLYNOMIAL = 0x8408;
  private static final int START = 0xFFFF;

  private Crc() {}

  /** The checksum of the first bytes. */
  static int of(byte[] data, int length) {
    int crc = START;
    for (int i = 0; i < length; i++) {
      crc ^= data[i] & 0xFF;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ POLYNOMIAL;
      }
    }
    return crc;
  }
}
