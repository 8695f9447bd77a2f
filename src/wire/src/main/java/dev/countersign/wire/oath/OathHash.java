package dev.countersign.wire.oath;

import java.util.Locale;
import java.util.Optional;

/** The hash functions that one-time codes are made with ([RFC6238] 1.2). */
public enum OathHash {
  /** HMAC-SHA-1, the only one of [RFC4226] and the only one that AWS takes. */
  SHA1("HmacSHA1", "SHA-1", 20, 64),
  SHA256("HmacSHA256", "SHA-256", 32, 64),
  SHA512("HmacSHA512", "SHA-512", 64, 128);

  private final String macName;
  private final String digestName;
  private final int lengthBytes;
  private final int blockBytes;

  OathHash(String macName, String digestName, int lengthBytes, int blockBytes) {
    this.macName = macName;
    this.digestName = digestName;
    this.lengthBytes = lengthBytes;
    this.blockBytes = blockBytes;
  }

  /** The hash of this name, in any case, with or without a hyphen or {@code Hmac} before it. */
  public static Optional<OathHash> byName(String name) {
    String plain = name.toUpperCase(Locale.ROOT).replace("-", "").replaceFirst("^HMAC", "");
    for (OathHash hash : values()) {
      if (hash.name().equals(plain)) {
        return Optional.of(hash);
      }
    }
    return Optional.empty();
  }

  /** The name as {@link javax.crypto.Mac} knows it: {@code HmacSHA256}. */
  public String macName() {
    return macName;
  }

  /** The name as {@link java.security.MessageDigest} knows it: {@code SHA-256}. */
  public String digestName() {
    return digestName;
  }

  /** The length of a MAC, in bytes. */
  public int lengthBytes() {
    return lengthBytes;
  }

  /** The block of the hash, in bytes: a longer key is hashed before its use ([RFC2104] 2). */
  public int blockBytes() {
    return blockBytes;
  }
}
