package dev.countersign.aws.cloudfront;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;

/** Whether a signature fits a policy's bytes and a key. */
final class PolicySignature {
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;

  private PolicySignature() {}

  /** RSASSA-PKCS1-v1_5 ([RFC8017] 8.2.2) or ECDSA ([FIPS186-5] 6.4.2) in strict DER. */
  static boolean fits(PublicKey key, HashAlgorithm hash, byte[] message, byte[] signature) {
    boolean rsa = key instanceof RSAPublicKey;
    if (!rsa && !isStrictDer(signature)) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(hash.name() + (rsa ? "withRSA" : "withECDSA"));
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      // A signature of the wrong length or shape, or a key that cannot verify: it does not fit.
      return false;
    }
  }

  /**
   * Whether it is {@code SEQUENCE { r INTEGER, s INTEGER }} ([RFC3279] 2.2.3) in the one encoding
   * that DER allows. What else is taken depends on the provider that is installed, so it is not
   * left to it.
   */
  static boolean isStrictDer(byte[] signature) {
    if (signature.length < 8
        || signature[0] != SEQUENCE
        || signature[1] < 0
        || signature[1] != signature.length - 2) {
      return false;
    }
    int afterR = afterPositiveInteger(signature, 2);
    return afterR > 0 && afterPositiveInteger(signature, afterR) == signature.length;
  }

  /** Where the integer at an offset ends; -1 when it is not a minimal positive one. */
  private static int afterPositiveInteger(byte[] der, int at) {
    if (at + 3 > der.length || der[at] != INTEGER) {
      return -1;
    }
    int length = der[at + 1];
    int end = at + 2 + length;
    if (length < 1 || end > der.length || der[at + 2] < 0) {
      return -1;
    }
    boolean zeroFirst = der[at + 2] == 0;
    boolean minimal = !zeroFirst || (length > 1 && der[at + 3] < 0);
    return minimal ? end : -1;
  }
}
