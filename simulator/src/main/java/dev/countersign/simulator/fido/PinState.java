package dev.countersign.simulator.fido;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The PIN and how often it may still be wrong.
 *
 * @param hash the first 16 bytes of the SHA-256 of the PIN; null while none is set
 * @param length how many characters the PIN has
 * @param retries how many wrong PINs it takes to block
 * @param uvRetries how many failures of the built-in verification it takes to block that
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never a key
record PinState(byte @Nullable [] hash, int length, int retries, int uvRetries) {
  static final int HASH_BYTES = 16;
  static final int MAX_RETRIES = 8;
  static final int MAX_UV_RETRIES = 5;

  static PinState none() {
    return new PinState(null, 0, MAX_RETRIES, MAX_UV_RETRIES);
  }

  static PinState of(byte[] hash, int length) {
    return new PinState(hash, length, MAX_RETRIES, MAX_UV_RETRIES);
  }

  Optional<byte[]> pinHash() {
    return Optional.ofNullable(hash);
  }

  boolean isSet() {
    return hash != null;
  }

  PinState withRetries(int left) {
    return new PinState(hash, length, left, uvRetries);
  }

  PinState withUvRetries(int left) {
    return new PinState(hash, length, retries, left);
  }

  /** Both counters as they were before anything was wrong. */
  PinState restored() {
    return new PinState(hash, length, MAX_RETRIES, MAX_UV_RETRIES);
  }

  /** Does not tell the hash. */
  @Override
  public String toString() {
    return "%s, %d retries".formatted(isSet() ? "PIN" : "no PIN", retries);
  }
}
