package dev.countersign.simulator.piv;

import java.util.Optional;

/** Algorithms of asymmetric keys, by their identifiers on the wire ([SP800-78-5], [YK-PIV]). */
public enum PivAlgorithm {
  RSA_1024(0x06, Kind.RSA, 1024),
  RSA_2048(0x07, Kind.RSA, 2048),
  RSA_3072(0x05, Kind.RSA, 3072),
  RSA_4096(0x16, Kind.RSA, 4096),
  P256(0x11, Kind.EC, 256),
  P384(0x14, Kind.EC, 384),
  ED25519(0xE0, Kind.ED25519, 256),
  X25519(0xE1, Kind.X25519, 256);

  /** What sort of key. */
  public enum Kind {
    RSA,
    EC,
    ED25519,
    X25519
  }

  private final int id;
  private final Kind kind;
  private final int bits;

  PivAlgorithm(int id, Kind kind, int bits) {
    this.id = id;
    this.kind = kind;
    this.bits = bits;
  }

  /** The algorithm identifier, one byte. */
  public int id() {
    return id;
  }

  /** What sort of key. */
  public Kind kind() {
    return kind;
  }

  /** Size of modulus or field in bits. */
  public int bits() {
    return bits;
  }

  /** Size of modulus or field in bytes. */
  public int bytes() {
    return bits / 8;
  }

  /** The algorithm with this identifier. */
  public static Optional<PivAlgorithm> byId(int id) {
    for (PivAlgorithm algorithm : values()) {
      if (algorithm.id == id) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }
}
