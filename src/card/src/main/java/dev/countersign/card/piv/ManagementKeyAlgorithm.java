package dev.countersign.card.piv;

import java.util.Arrays;
import java.util.Optional;

/** The ciphers of the management key, 9B ([SP800-78-5] algorithm identifiers). */
public enum ManagementKeyAlgorithm {
  /** Triple DES with three keys: withdrawn by [SP800-78-5], the only one before firmware 5.4. */
  TDES(0x03, 24, 8, "DESede"),
  AES128(0x08, 16, 16, "AES"),
  AES192(0x0A, 24, 16, "AES"),
  AES256(0x0C, 32, 16, "AES");

  private final int id;
  private final int keyBytes;
  private final int blockBytes;
  private final String cipher;

  ManagementKeyAlgorithm(int id, int keyBytes, int blockBytes, String cipher) {
    this.id = id;
    this.keyBytes = keyBytes;
    this.blockBytes = blockBytes;
    this.cipher = cipher;
  }

  int id() {
    return id;
  }

  /** The length of a key, in bytes. */
  public int keyBytes() {
    return keyBytes;
  }

  int blockBytes() {
    return blockBytes;
  }

  String cipher() {
    return cipher;
  }

  static Optional<ManagementKeyAlgorithm> byId(int id) {
    return Arrays.stream(values()).filter(algorithm -> algorithm.id == id).findFirst();
  }
}
