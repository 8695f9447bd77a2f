package dev.countersign.simulator.piv;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * PIN or PUK with its retry counter.
 *
 * @param value eight bytes, padded with FF; owned by this object
 * @param maxTries tries after a success, 1 to 255
 * @param triesLeft tries left, 0 when blocked
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole, never a key
record Reference(byte[] value, int maxTries, int triesLeft) {
  static final int BYTES = 8;
  static final int FACTORY_TRIES = 3;

  static final Reference FACTORY_PIN = factory("123456", FACTORY_TRIES);
  static final Reference FACTORY_PUK = factory("12345678", FACTORY_TRIES);

  static Reference factory(String digits, int tries) {
    byte[] value = new byte[BYTES];
    Arrays.fill(value, (byte) 0xFF);
    byte[] ascii = digits.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, value, 0, ascii.length);
    return new Reference(value, tries, tries);
  }

  boolean blocked() {
    return triesLeft == 0;
  }

  boolean matches(byte[] candidate) {
    return MessageDigest.isEqual(value, candidate);
  }

  Reference withTries(int tries) {
    return new Reference(value, tries, tries);
  }

  Reference minusOne() {
    return new Reference(value, maxTries, triesLeft - 1);
  }

  /** The same value with all tries again. */
  Reference restored() {
    return new Reference(value, maxTries, maxTries);
  }

  /** Another value with all tries. */
  Reference changed(byte[] newValue) {
    return new Reference(newValue, maxTries, maxTries);
  }

  /** Names no digit. */
  @Override
  public String toString() {
    return triesLeft + " of " + maxTries + " tries";
  }
}
