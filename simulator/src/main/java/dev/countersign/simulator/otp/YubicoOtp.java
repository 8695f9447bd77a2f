package dev.countersign.simulator.otp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The block of a Yubico one-time password before it is encrypted ([YK-OTP] one-time password).
 *
 * @param uid the private id, six bytes
 * @param useCounter how often it was used after power-up, 15 bits
 * @param timestamp eighths of a second, 24 bits
 * @param sessionCounter uses since power-up, eight bits
 * @param random 16 bits
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never a key
record YubicoOtp(byte[] uid, int useCounter, int timestamp, int sessionCounter, int random) {
  static final int MAX_USE_COUNTER = 0x7FFF;
  private static final int BYTES = 16;
  private static final int CRC_AT = 14;

  /** The block: numbers little-endian, a checksum at the end. */
  byte[] block() {
    ByteBuffer block = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    block
        .put(uid)
        .putShort((short) useCounter)
        .putShort((short) timestamp)
        .put((byte) (timestamp >> 16))
        .put((byte) sessionCounter)
        .putShort((short) random);
    block.putShort((short) Crc16.complement(block.array(), CRC_AT));
    return block.array();
  }

  /** The block encrypted with AES-128 ([FIPS197]). */
  byte[] encrypted(byte[] key) {
    try {
      // one block alone: what a mode would do is not needed
      Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
      return cipher.doFinal(block());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES", e);
    }
  }
}
