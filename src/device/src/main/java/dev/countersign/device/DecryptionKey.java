package dev.countersign.device;

import java.security.PublicKey;

/** A key that decrypts (RSA) or agrees on a secret (EC, X25519). */
public interface DecryptionKey extends TokenKey {

  /**
   * Decrypts with an RSA key. A padding that is wrong is one error that says nothing more.
   *
   * @param ciphertext exactly as long as the modulus
   * @return the message; the caller wipes it
   * @throws TokenException as the token, its PIN or its touch sensor fail, or the padding is wrong
   * @throws IllegalArgumentException when this is no RSA key or the ciphertext has another length
   */
  byte[] decrypt(DecryptionAlgorithm algorithm, byte[] ciphertext);

  /**
   * Agrees on a secret: the x-coordinate of ECDH ([SP800-56A] 5.7.1.2) or the output of X25519
   * ([RFC7748] 6.1).
   *
   * @param peer a public key of the same curve
   * @return the shared secret, as long as the field; the caller wipes it
   * @throws TokenException as the token, its PIN or its touch sensor fail
   * @throws IllegalArgumentException when the peer's key is of another kind or not on the curve
   */
  byte[] agree(PublicKey peer);

  /** The same key, asking that entry for its PIN. */
  DecryptionKey with(PinEntry pinEntry);
}
