package dev.countersign.host.pkcs11;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm.Family;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.encoding.RsaPadding;
import dev.countersign.host.cryptoki.Ckm;
import dev.countersign.host.cryptoki.Mechanism;
import java.util.Arrays;

/**
 * How a signature algorithm is asked of a token that is given the hash ([PKCS11-CURR] 2.1.6,
 * 2.1.10, 2.3.6): the mechanism, and what stands before the hash.
 */
final class SignatureMechanism {
  private SignatureMechanism() {}

  static Mechanism of(SignatureAlgorithm algorithm) {
    if (algorithm instanceof SignatureAlgorithm.RsaPss pss) {
      return new Mechanism(
          Ckm.RSA_PKCS_PSS,
          new Mechanism.Pss(hash(pss.hash()), mgf(pss.mgfHash()), pss.saltLengthBytes()));
    }
    return Mechanism.of(
        switch (algorithm.family()) {
          case RSA -> Ckm.RSA_PKCS;
          case EC -> Ckm.ECDSA;
          case ED25519 -> Ckm.EDDSA;
          case X25519 -> throw new IllegalArgumentException("X25519 keys do not sign");
        });
  }

  /**
   * What the token is given.
   *
   * @param keyBytes the length of the modulus or of the field
   */
  static byte[] input(SignatureAlgorithm algorithm, byte[] digest, int keyBytes) {
    if (algorithm.family() == Family.EC) {
      // [FIPS186-5] 6.4.1: the leftmost bits; not every module leaves out the others by itself.
      return digest.length > keyBytes ? Arrays.copyOf(digest, keyBytes) : digest;
    }
    return algorithm instanceof SignatureAlgorithm.RsaPkcs1 pkcs1 && pkcs1.digest().isPresent()
        ? RsaPadding.digestInfo(pkcs1.digest().get(), digest)
        : digest;
  }

  static long hash(Digest digest) {
    return switch (digest) {
      case SHA1 -> Ckm.SHA_1;
      case SHA256 -> Ckm.SHA256;
      case SHA384 -> Ckm.SHA384;
      case SHA512 -> Ckm.SHA512;
    };
  }

  /** CKG_MGF1_SHA1 and so on. */
  static long mgf(Digest digest) {
    return switch (digest) {
      case SHA1 -> 1;
      case SHA256 -> 2;
      case SHA384 -> 3;
      case SHA512 -> 4;
    };
  }
}
