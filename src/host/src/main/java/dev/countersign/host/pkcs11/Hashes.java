package dev.countersign.host.pkcs11;

import dev.countersign.device.Digest;
import dev.countersign.host.cryptoki.Ckm;

/** Hash functions by their PKCS#11 numbers ([PKCS11-CURR] 2.1.7). */
final class Hashes {
  private Hashes() {}

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

  static long hmac(Digest digest) {
    return switch (digest) {
      case SHA1 -> Ckm.SHA_1_HMAC;
      case SHA256 -> Ckm.SHA256_HMAC;
      case SHA384 -> Ckm.SHA384_HMAC;
      case SHA512 -> Ckm.SHA512_HMAC;
    };
  }
}
