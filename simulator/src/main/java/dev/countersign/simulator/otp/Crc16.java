package dev.countersign.simulator.otp;

/** The checksum of configurations and of Yubico one-time passwords ([YK-OTP] CRC). */
final class Crc16 {
  private static final int START = 0xFFFF;
  private static final int POLYNOMIAL = 0x8408;

  /** What is left when data and their checksum are whole. */
  private static final int RESIDUE = 0xF0B8;

  private Crc16() {}

  /** The checksum as it is stored behind the data, little-endian. */
  static int complement(byte[] data, int length) {
    return ~sum(data, length) & 0xFFFF;
  }

  /** Whether data that end with their checksum are whole. */
  static boolean holds(byte[] data) {
    return sum(data, data.length) == RESIDUE;
  }

  private static int sum(byte[] data, int length) {
    int sum = START;
    for (int i = 0; i < length; i++) {
      sum ^= data[i] & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ POLYNOMIAL;
      }
    }
    return sum;
  }
}
