package dev.countersign.card.otp;

import dev.countersign.device.Secret;

/** What a slot can be programmed to. Secrets are not closed by who takes them. */
public sealed interface SlotConfiguration {
  /**
   * HMAC-SHA-1 of a challenge.
   *
   * @param key 1 to 20 bytes
   * @param touch whether every answer wants a touch
   */
  record ChallengeResponse(Secret key, boolean touch) implements SlotConfiguration {}

  /**
   * Types a Yubico OTP at each touch.
   *
   * @param publicId 0 to 16 bytes, typed in modhex before the code; usually 6
   * @param privateId 6 bytes
   * @param key 16 bytes, AES-128
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record YubicoOtp(byte[] publicId, Secret privateId, Secret key) implements SlotConfiguration {}

  /**
   * Types an HOTP code at each touch ([RFC4226]).
   *
   * @param key 1 to 20 bytes
   * @param digits 6 or 8
   * @param counter of the first code: a multiple of 16, at most 0xFFFF0
   */
  record Hotp(Secret key, int digits, int counter) implements SlotConfiguration {}

  /**
   * Types a fixed text at each touch.
   *
   * @param scanCodes 1 to 38 USB keyboard usage codes, with 0x80 added for shift
   * @param enter whether the return key follows
   */
  record StaticPassword(Secret scanCodes, boolean enter) implements SlotConfiguration {}
}
