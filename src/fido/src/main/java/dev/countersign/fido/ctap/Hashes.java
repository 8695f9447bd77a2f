package dev.countersign.fido.ctap;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256. */
final class Hashes {
  private Hashes() {}

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** By which authenticator data name a relying party ([WEBAUTHN-3] 6.1). */
  static byte[] ofRelyingParty(String id) {
    return sha256(id.getBytes(StandardCharsets.UTF_8));
  }
}
