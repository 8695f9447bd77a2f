package dev.countersign.simulator.fido;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256, HMAC and HKDF over it. */
final class Hashes {
  static final int BYTES = 32;
  private static final String HMAC = "HmacSHA256";

  private Hashes() {}

  static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** What authenticators call a relying party: the hash of its id. */
  static byte[] ofRpId(String rpId) {
    return sha256(rpId.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] hmac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC with SHA-256", e);
    }
  }

  /** A secret that follows from another one and a name. */
  static byte[] derive(byte[] secret, String name) {
    return hmac(secret, name.getBytes(StandardCharsets.UTF_8));
  }

  /** HKDF with a salt of 32 zero bytes and one block of output. */
  static byte[] hkdf(byte[] secret, String info) {
    byte[] pseudorandom = hmac(new byte[BYTES], secret);
    byte[] key = hmac(pseudorandom, info.getBytes(StandardCharsets.UTF_8), new byte[] {1});
    Arrays.fill(pseudorandom, (byte) 0);
    return key;
  }
}
