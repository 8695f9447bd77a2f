package dev.countersign.device.fido;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** For which a key derives a secret with one of its credentials ([CTAP2.1] 12.5). */
public final class SecretSalt {
  /** The size of a salt, in bytes. */
  public static final int BYTES = 32;

  private static final byte[] PRF_CONTEXT = "WebAuthn PRF\0".getBytes(StandardCharsets.US_ASCII);

  private final byte[] bytes;

  private SecretSalt(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * A salt of these bytes, which are copied.
   *
   * @throws IllegalArgumentException unless they are {@link #BYTES}
   */
  public static SecretSalt of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "a salt has %d bytes, not %d".formatted(BYTES, bytes.length));
    }
    return new SecretSalt(bytes.clone());
  }

  /** The salt that browsers make of an input to the extension {@code prf} ([WEBAUTHN-3] 10.1.4). */
  public static SecretSalt ofPrfInput(byte[] input) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      hash.update(PRF_CONTEXT);
      return new SecretSalt(hash.digest(input));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The bytes, a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }
}
