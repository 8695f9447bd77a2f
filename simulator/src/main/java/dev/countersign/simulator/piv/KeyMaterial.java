package dev.countersign.simulator.piv;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** A private key and what it does. Simulation: the key lies in plain memory. */
sealed interface KeyMaterial permits RsaKey, EcKey, Ed25519Key, X25519Key {

  /** Generates a key. */
  static KeyMaterial generate(PivAlgorithm algorithm, SecureRandom random) {
    return switch (algorithm.kind()) {
      case RSA -> RsaKey.generate(algorithm, random);
      case EC -> EcKey.generate(algorithm, random);
      case ED25519 -> Ed25519Key.generate(random);
      case X25519 -> X25519Key.generate(random);
    };
  }

  /**
   * Reads what {@link #encode()} wrote.
   *
   * @throws IllegalArgumentException when that is not a key
   */
  static KeyMaterial decode(PivAlgorithm algorithm, byte[] encoded) {
    return switch (algorithm.kind()) {
      case RSA -> RsaKey.decode(algorithm, encoded);
      case EC -> new EcKey(algorithm, encoded);
      case ED25519 -> new Ed25519Key(encoded);
      case X25519 -> new X25519Key(encoded);
    };
  }

  /** The algorithm. */
  PivAlgorithm algorithm();

  /** The private part, for the state record. */
  byte[] encode();

  /** The data objects inside 7F49 ([SP800-73-4/2] 3.3.2). */
  byte[] publicObjects();

  /** The public key as X.509 says it. */
  SubjectPublicKeyInfo publicKeyInfo() throws IOException;

  /**
   * Signs, or applies the raw private RSA operation; empty when the input does not suit the key.
   */
  default Optional<byte[]> sign(byte[] input, SecureRandom random) {
    return Optional.empty();
  }

  /** The shared secret with a peer's public key; empty when the key does not suit. */
  default Optional<byte[]> agree(byte[] peer) {
    return Optional.empty();
  }
}
