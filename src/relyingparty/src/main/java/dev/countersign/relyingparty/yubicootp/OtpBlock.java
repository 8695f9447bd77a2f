package dev.countersign.relyingparty.yubicootp;

import dev.countersign.relyingparty.secret.WipedKey;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;

/**
 * The deciphered block ([YK-YOTP] test-vectors), numbers little-endian: private identity 6 bytes,
 * use counter 2, timestamp 3, session use 1, random 2, CRC 2.
 */
final class OtpBlock implements AutoCloseable {
  private static final int USE_COUNTER = 6;
  private static final int TIMESTAMP = 8;
  private static final int SESSION_USE = 11;

  /** The highest bit told early tokens' caps lock; it is no part of the number. */
  private static final int USE_COUNTER_MASK = 0x7FFF;

  /** What the CRC over a block with its own CRC comes to. */
  private static final int CRC_RESIDUE = 0xF0B8;

  private static final int CRC_START = 0xFFFF;
  private static final int CRC_POLYNOMIAL = 0x8408;

  private final byte[] bytes;

  private OtpBlock(byte[] bytes) {
    this.bytes = bytes;
  }

  static OtpBlock decipher(byte[] block, WipedKey key) {
    try {
      // One block that never repeats: the mode of the application itself.
      Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, key);
      return new OtpBlock(cipher.doFinal(block));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no AES", e);
    }
  }

  /** Whether it was made with this key and private identity; both are always looked at. */
  boolean isOf(byte[] privateId) {
    byte[] own = Arrays.copyOf(bytes, privateId.length);
    boolean identity = MessageDigest.isEqual(own, privateId);
    boolean intact = crc() == CRC_RESIDUE;
    Arrays.fill(own, (byte) 0);
    return identity && intact;
  }

  private int crc() {
    int crc = CRC_START;
    for (byte b : bytes) {
      crc ^= b & 0xFF;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        crc = (crc >>> 1) ^ (CRC_POLYNOMIAL & -(crc & 1));
      }
    }
    return crc;
  }

  int useCounter() {
    return little(USE_COUNTER, 2) & USE_COUNTER_MASK;
  }

  int timestamp() {
    return little(TIMESTAMP, 3);
  }

  int sessionUse() {
    return little(SESSION_USE, 1);
  }

  private int little(int from, int length) {
    int number = 0;
    for (int i = length - 1; i >= 0; i--) {
      number = (number << 8) | (bytes[from + i] & 0xFF);
    }
    return number;
  }

  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }
}
