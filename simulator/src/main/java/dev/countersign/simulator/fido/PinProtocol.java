package dev.countersign.simulator.fido;

import java.security.MessageDigest;
import java.util.Arrays;

/** A PIN/UV auth protocol ([CTAP2.1] 6.5.6, 6.5.7). */
enum PinProtocol {
  ONE(1, 0, 16),
  TWO(2, 16, 32);

  private final int number;
  private final int ivBytes;
  private final int signatureBytes;

  PinProtocol(int number, int ivBytes, int signatureBytes) {
    this.number = number;
    this.ivBytes = ivBytes;
    this.signatureBytes = signatureBytes;
  }

  int number() {
    return number;
  }

  /** How many bytes of a ciphertext are its initialization vector. */
  int ivBytes() {
    return ivBytes;
  }

  /** The protocol of a number, where the product has it. */
  static PinProtocol of(long number, FidoFeatures features) throws CtapRefusal {
    for (PinProtocol protocol : features.pinProtocols()) {
      if (protocol.number == number) {
        return protocol;
      }
    }
    throw new CtapRefusal(CtapStatus.INVALID_PARAMETER);
  }

  byte[] authenticate(byte[] key, byte[]... message) {
    return Arrays.copyOf(Hashes.hmac(key, message), signatureBytes);
  }

  /** Whether a signature over a message is right, all of it. */
  boolean verify(byte[] key, byte[] signature, byte[]... message) {
    return MessageDigest.isEqual(authenticate(key, message), signature);
  }

  /** The secret that follows from the x-coordinate of the common point. */
  SharedSecret derive(byte[] x) {
    if (this == ONE) {
      byte[] key = Hashes.sha256(x);
      return new SharedSecret(this, key, key);
    }
    return new SharedSecret(
        this, Hashes.hkdf(x, "CTAP2 HMAC key"), Hashes.hkdf(x, "CTAP2 AES key"));
  }
}
