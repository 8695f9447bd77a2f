package dev.countersign.relyingparty.yubicootp;

import dev.countersign.relyingparty.secret.WipedKey;
import dev.countersign.wire.oath.Modhex;
import java.util.Arrays;

/** What a service knows of a token: its identities and its AES key, until it is closed. */
public final class YubicoOtpCredential implements AutoCloseable {
  static final int PRIVATE_ID_BYTES = 6;
  private static final int KEY_BYTES = 16;

  private final byte[] publicId;
  private final byte[] privateId;
  private final WipedKey key;

  /**
   * A credential; copies are taken, and the caller wipes its own.
   *
   * @param publicId 0 to 16 bytes
   * @param privateId 6 bytes
   * @param key 16 bytes, AES-128
   */
  public YubicoOtpCredential(byte[] publicId, byte[] privateId, byte[] key) {
    if (publicId.length > YubicoOtp.MAX_PUBLIC_ID_BYTES
        || privateId.length != PRIVATE_ID_BYTES
        || key.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "a public identity has up to 16 bytes, a private one 6, and a key 16");
    }
    this.publicId = publicId.clone();
    this.privateId = privateId.clone();
    this.key = new WipedKey("AES", key);
  }

  boolean isOf(YubicoOtp otp) {
    return Arrays.equals(publicId, otp.publicId());
  }

  byte[] privateId() {
    return privateId;
  }

  WipedKey key() {
    return key;
  }

  /** Overwrites the private identity and the key. */
  @Override
  public void close() {
    Arrays.fill(privateId, (byte) 0);
    key.close();
  }

  /** The public identity alone. */
  @Override
  public String toString() {
    return "Yubico OTP credential " + Modhex.encode(publicId);
  }
}
