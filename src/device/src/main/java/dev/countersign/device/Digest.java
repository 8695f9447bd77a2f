package dev.countersign.device;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash functions that signature algorithms use ([FIPS180-4] 1). */
public enum Digest {
  /** SHA-1: for CloudFront's default and other old protocols only. */
  SHA1("SHA-1", 20),
  SHA256("SHA-256", 32),
  SHA384("SHA-384", 48),
  SHA512("SHA-512", 64);

  private final String jcaName;
  private final int lengthBytes;

  Digest(String jcaName, int lengthBytes) {
    this.jcaName = jcaName;
    this.lengthBytes = lengthBytes;
  }

  /** The name as {@link MessageDigest} knows it: {@code SHA-256}. */
  public String jcaName() {
    return jcaName;
  }

  /** The name of its HMAC as {@link javax.crypto.Mac} knows it: {@code HmacSHA256}. */
  public String hmacName() {
    return "Hmac" + name();
  }

  /** The length of a hash, in bytes. */
  public int lengthBytes() {
    return lengthBytes;
  }

  /** A fresh computation. */
  public MessageDigest messageDigest() {
    try {
      return MessageDigest.getInstance(jcaName);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime lacks " + jcaName, e);
    }
  }

  /** The hash of the data, {@link #lengthBytes()} long. */
  public byte[] hash(byte[] data) {
    return messageDigest().digest(data);
  }
}
