package dev.countersign.card.piv;

import dev.countersign.device.KeyAlgorithm;
import java.util.Arrays;
import java.util.Optional;

/**
 * The identifiers of key algorithms ([SP800-78-5] algorithm identifiers, and the maker's in
 * [YK-PIV]).
 */
enum PivAlgorithm {
  RSA1024(0x06, KeyAlgorithm.RSA1024),
  RSA2048(0x07, KeyAlgorithm.RSA2048),
  RSA3072(0x05, KeyAlgorithm.RSA3072),
  RSA4096(0x16, KeyAlgorithm.RSA4096),
  P256(0x11, KeyAlgorithm.P256),
  P384(0x14, KeyAlgorithm.P384),
  ED25519(0xE0, KeyAlgorithm.ED25519),
  X25519(0xE1, KeyAlgorithm.X25519);

  private final int id;
  private final KeyAlgorithm keyAlgorithm;

  PivAlgorithm(int id, KeyAlgorithm keyAlgorithm) {
    this.id = id;
    this.keyAlgorithm = keyAlgorithm;
  }

  int id() {
    return id;
  }

  KeyAlgorithm keyAlgorithm() {
    return keyAlgorithm;
  }

  static PivAlgorithm of(KeyAlgorithm algorithm) {
    return Arrays.stream(values())
        .filter(candidate -> candidate.keyAlgorithm == algorithm)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("PIV has no " + algorithm));
  }

  static Optional<PivAlgorithm> byId(int id) {
    return Arrays.stream(values()).filter(candidate -> candidate.id == id).findFirst();
  }
}
