package dev.countersign.simulator.management;

import dev.countersign.wire.Tlv;

/** Big-endian numbers in data objects. */
final class Numbers {
  private Numbers() {}

  static Tlv tlv(int tag, int bytes, int number) {
    byte[] value = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      value[i] = (byte) (number >>> (8 * (bytes - 1 - i)));
    }
    return new Tlv(tag, value);
  }

  /** At most four bytes. */
  static int read(byte[] value) {
    int number = 0;
    for (byte b : value) {
      number = (number << 8) | (b & 0xFF);
    }
    return number;
  }
}
