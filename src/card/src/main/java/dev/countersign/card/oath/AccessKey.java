package dev.countersign.card.oath;

import dev.countersign.device.AttachmentMemory;
import dev.countersign.device.Secret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What proves that somebody knows the password: PBKDF2 with HMAC-SHA-1 of the password, salted with
 * the name of the application, 1000 rounds, 16 bytes ([YK-OATH] SET CODE).
 */
final class AccessKey implements AttachmentMemory.Item {
  static final int BYTES = 16;

  private static final int ROUNDS = 1000;
  private static final String MAC = "HmacSHA1";

  private final byte[] salt;
  private final byte[] key;

  private AccessKey(byte[] salt, byte[] key) {
    this.salt = salt;
    this.key = key;
  }

  /** Derives the key of a password, for the application of this salt. */
  static AccessKey derive(Secret password, byte[] salt) {
    byte[] secret = password.bytes();
    try {
      Mac mac = mac(secret);
      byte[] round = mac.doFinal(ByteBuffer.allocate(salt.length + 4).put(salt).putInt(1).array());
      byte[] block = round.clone();
      for (int i = 1; i < ROUNDS; i++) {
        round = mac.doFinal(round);
        for (int j = 0; j < block.length; j++) {
          block[j] ^= round[j];
        }
      }
      byte[] key = Arrays.copyOf(block, BYTES);
      Arrays.fill(round, (byte) 0);
      Arrays.fill(block, (byte) 0);
      return new AccessKey(salt.clone(), key);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /** Whether it was derived for the application of this salt. */
  boolean isFor(byte[] otherSalt) {
    return Arrays.equals(salt, otherSalt);
  }

  /** The proof for a challenge: HMAC-SHA-1, 20 bytes. */
  byte[] respond(byte[] challenge) {
    return mac(key).doFinal(challenge);
  }

  /** The key itself, to be set; the caller wipes it. */
  byte[] bytes() {
    return key.clone();
  }

  @Override
  public void wipe() {
    Arrays.fill(key, (byte) 0);
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks " + MAC, e);
    }
  }

  @Override
  public String toString() {
    return "AccessKey";
  }
}
