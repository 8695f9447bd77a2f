package dev.countersign.simulator.oath;

import dev.countersign.simulator.apdu.Refusal;
import dev.countersign.simulator.apdu.Status;
import dev.countersign.wire.oath.OathHash;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One account ([YK-OATH] PUT). Never changed: a command makes a new one.
 *
 * @param name 1 to 64 bytes
 * @param type type and algorithm: 1x counts codes, 2x takes the time; x1 SHA-1, x2 SHA-256, x3
 *     SHA-512
 * @param digits how many digits a code has, 6 to 8
 * @param key 14 to 64 bytes
 * @param properties 01 the challenge must not decrease, 02 a touch is needed
 * @param counter the counter of the next code, where codes are counted
 * @param challenge the greatest challenge so far, where it must not decrease; empty at first
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole, never a key
record Account(
    byte[] name, int type, int digits, byte[] key, int properties, long counter, byte[] challenge) {
  static final int MAX_NAME_BYTES = 64;
  static final int MIN_KEY_BYTES = 14;
  static final int MAX_KEY_BYTES = 64;
  static final int MIN_DIGITS = 6;
  static final int MAX_DIGITS = 8;
  static final int MAX_CHALLENGE_BYTES = 64;
  private static final int INCREASING = 0x01;
  private static final int TOUCH = 0x02;
  private static final int COUNTED = 0x10;
  private static final int TIMED = 0x20;

  /** Whether the parts are within what the applet takes. */
  boolean valid() {
    return name.length >= 1
        && name.length <= MAX_NAME_BYTES
        && (typeNibble() == COUNTED || typeNibble() == TIMED)
        && Macs.known(type)
        && digits >= MIN_DIGITS
        && digits <= MAX_DIGITS
        && key.length >= MIN_KEY_BYTES
        && key.length <= MAX_KEY_BYTES
        && challenge.length <= MAX_CHALLENGE_BYTES
        && counter >= 0;
  }

  private int typeNibble() {
    return type & 0xF0;
  }

  OathHash hash() {
    return Macs.hash(type);
  }

  boolean named(byte[] wanted) {
    return Arrays.equals(name, wanted);
  }

  boolean counts() {
    return typeNibble() == COUNTED;
  }

  boolean needsTouch() {
    return (properties & TOUCH) != 0;
  }

  private boolean increasing() {
    return (properties & INCREASING) != 0;
  }

  /** Whether something is to be stored before a code goes out. */
  boolean changesWithUse() {
    return counts() || increasing();
  }

  /**
   * The MAC that the next code is made of: over the counter, or over a challenge.
   *
   * @param asked 1 to 64 bytes; ignored where codes are counted
   */
  byte[] mac(byte[] asked) {
    byte[] input = counts() ? ByteBuffer.allocate(Long.BYTES).putLong(counter).array() : asked;
    return Macs.mac(hash(), key, input);
  }

  /**
   * The account after a code was made: what is to be stored before anybody sees the code.
   *
   * @throws Refusal when the challenge is no challenge, or decreases where it must not
   */
  Account afterUse(byte[] asked) throws Refusal {
    if (counts()) {
      return new Account(
          name, type, digits, key, properties, (counter + 1) & Long.MAX_VALUE, challenge);
    }
    Refusal.unless(asked.length >= 1 && asked.length <= MAX_CHALLENGE_BYTES, Status.INCORRECT_DATA);
    if (!increasing()) {
      return this;
    }
    Refusal.unless(
        new BigInteger(1, asked).compareTo(new BigInteger(1, challenge)) >= 0,
        Status.SECURITY_STATUS_NOT_SATISFIED);
    return new Account(name, type, digits, key, properties, counter, asked);
  }

  Account withName(byte[] changed) {
    return new Account(changed, type, digits, key, properties, counter, challenge);
  }

  /** The name for people's eyes: without characters that move a terminal's cursor. */
  String shownName() {
    return new String(name, StandardCharsets.UTF_8).replaceAll("\\p{C}", "?");
  }

  /** Does not tell the key. */
  @Override
  public String toString() {
    return "account " + shownName();
  }
}
