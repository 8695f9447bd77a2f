package dev.countersign.card.otp;

/** Capability: the token has the two slots of the OTP application. */
public interface OtpSlots {
  /** What the application says of its slots. */
  OtpStatus status();

  /**
   * The HMAC-SHA-1 of a challenge by the secret of a slot.
   *
   * @param slot 1 or 2
   * @param challenge 1 to 64 bytes
   * @return 20 bytes
   * @throws dev.countersign.device.TokenException.NoKey when the slot holds no such secret
   * @throws dev.countersign.device.TokenException.TouchNotGiven when nobody touched the token
   */
  byte[] challenge(int slot, byte[] challenge);

  /**
   * Writes a slot; what was in it is lost.
   *
   * @param slot 1 or 2
   * @param codes the access code that protects the slot now, and the one that shall from now on
   * @throws dev.countersign.device.TokenException.Refused when the slot is protected by another
   *     code
   */
  void program(int slot, SlotConfiguration configuration, AccessCodes codes);

  /** Exchanges the slots. */
  void swap();

  /**
   * Empties a slot.
   *
   * @param slot 1 or 2
   * @throws dev.countersign.device.TokenException.NoKey when it is empty
   */
  void delete(int slot, AccessCodes codes);
}
