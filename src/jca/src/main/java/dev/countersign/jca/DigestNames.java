package dev.countersign.jca;

import dev.countersign.device.Digest;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.util.Locale;
import java.util.Optional;

/** The names that programs use for hash functions in parameters. */
final class DigestNames {
  private DigestNames() {}

  /** The hash function of a name, with or without its hyphen; empty when tokens lack it. */
  static Optional<Digest> digest(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "SHA", "SHA1", "SHA-1" -> Optional.of(Digest.SHA1);
      case "SHA256", "SHA-256" -> Optional.of(Digest.SHA256);
      case "SHA384", "SHA-384" -> Optional.of(Digest.SHA384);
      case "SHA512", "SHA-512" -> Optional.of(Digest.SHA512);
      default -> Optional.empty();
    };
  }

  /** The hash function of MGF1 ([RFC8017] B.2.1); empty for another mask or one tokens lack. */
  static Optional<Digest> mgf1(String mask, AlgorithmParameterSpec parameters) {
    return mask.equalsIgnoreCase("MGF1") && parameters instanceof MGF1ParameterSpec mgf1
        ? digest(mgf1.getDigestAlgorithm())
        : Optional.empty();
  }
}
