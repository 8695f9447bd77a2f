package dev.countersign.relyingparty.yubicootp;

import dev.countersign.wire.oath.Modhex;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** Makes OTPs as a token does, by its own reading of [YK-YOTP]. */
final class OtpMaker {
  static final byte[] PUBLIC_ID = {0, 0, 0, 1, 2, 3};
  static final byte[] PRIVATE_ID = {9, 8, 7, 6, 5, 4};
  static final byte[] KEY = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private OtpMaker() {}

  static YubicoOtpCredential credential() {
    return new YubicoOtpCredential(PUBLIC_ID, PRIVATE_ID, KEY);
  }

  static String otp(int useCounter, int sessionUse) {
    return otp(PUBLIC_ID, PRIVATE_ID, KEY, useCounter, sessionUse, 0);
  }

  static String otp(
      byte[] publicId, byte[] privateId, byte[] key, int useCounter, int sessionUse, int crcError) {
    ByteBuffer block = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    block.put(privateId).putShort((short) useCounter).put(new byte[] {1, 2, 3});
    block.put((byte) sessionUse).putShort((short) 0x1234);
    block.putShort((short) (~crc(block.array(), 14) ^ crcError));
    try {
      Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
      return Modhex.encode(publicId) + Modhex.encode(cipher.doFinal(block.array()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** CRC-16 of ISO 13239, bit by bit from the lowest. */
  private static int crc(byte[] bytes, int length) {
    int crc = 0xFFFF;
    for (int i = 0; i < 8 * length; i++) {
      int bit = bytes[i / 8] >> (i % 8) & 1;
      boolean low = (crc & 1) != bit;
      crc = (crc >> 1) ^ (low ? 0x8408 : 0);
    }
    return crc & 0xFFFF;
  }
}
