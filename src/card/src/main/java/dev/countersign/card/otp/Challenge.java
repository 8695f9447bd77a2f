package dev.countersign.card.otp;

import java.util.Arrays;

/**
 * A challenge as it goes over the wire: 64 bytes. The token takes off all bytes at the end that are
 * equal to the last, so one that the challenge does not end with is put there ([YK-OTP] HMAC
 * challenge). A challenge of 64 bytes has no place for it and loses its last run.
 */
final class Challenge {
  static final int BYTES = 64;

  private Challenge() {}

  /**
   * The padded challenge.
   *
   * @throws IllegalArgumentException when it has not 1 to 64 bytes
   */
  static byte[] padded(byte[] challenge) {
    if (challenge.length < 1 || challenge.length > BYTES) {
      throw new IllegalArgumentException("a challenge has 1 to %d bytes".formatted(BYTES));
    }
    byte[] padded = Arrays.copyOf(challenge, BYTES);
    byte pad = (byte) (challenge[challenge.length - 1] == 0 ? 1 : 0);
    Arrays.fill(padded, challenge.length, BYTES, pad);
    return padded;
  }
}
