package dev.countersign.aws.cloudfront;

import dev.countersign.device.Digest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The hash of a CloudFront signature ([CF-SIGNED] Hash-Algorithm). */
public enum HashAlgorithm {
  /** CloudFront's default, which is not written into URLs and cookies. */
  SHA1(Digest.SHA1),
  /** Written as {@code Hash-Algorithm=SHA256}. */
  SHA256(Digest.SHA256);

  private final Digest digest;

  HashAlgorithm(Digest digest) {
    this.digest = digest;
  }

  /** The hash function. */
  public Digest digest() {
    return digest;
  }

  /** The name in commands and configuration: {@code sha1}, {@code sha256}. */
  public String externalName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The hash with this {@link #externalName()}. */
  public static Optional<HashAlgorithm> byName(String name) {
    return Arrays.stream(values()).filter(h -> h.externalName().equals(name)).findFirst();
  }

  /**
   * The hash that a URL or cookie names; only the exact spellings {@code SHA1} and {@code SHA256}
   * are known.
   */
  static Optional<HashAlgorithm> byParameter(String value) {
    return Arrays.stream(values()).filter(h -> h.name().equals(value)).findFirst();
  }
}
