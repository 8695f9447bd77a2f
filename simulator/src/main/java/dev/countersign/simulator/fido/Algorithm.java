package dev.countersign.simulator.fido;

import java.util.Optional;

/** A signature algorithm of [COSE]. */
public enum Algorithm {
  /** ECDSA on P-256 with SHA-256. */
  ES256(-7),
  /** Ed25519. */
  EDDSA(-8),
  /** ECDSA on P-384 with SHA-384. */
  ES384(-35),
  /** RSASSA-PKCS1-v1_5 with SHA-256, 2048 bits. */
  RS256(-257);

  private final int cose;

  Algorithm(int cose) {
    this.cose = cose;
  }

  /** Its number in [COSE]. */
  public int cose() {
    return cose;
  }

  static Optional<Algorithm> of(long cose) {
    for (Algorithm algorithm : values()) {
      if (algorithm.cose == cose) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }
}
