package dev.countersign.relyingparty.code;

/**
 * What came of verifying a code, or a pair of codes.
 *
 * <p>Show whoever gave the code ONE sentence for every refusal: the reason tells a guesser whether
 * a guess was once right, and is for logs and tests.
 */
public sealed interface CodeResult {

  /**
   * The code is right and was not accepted before, nor will it be again.
   *
   * @param counter the counter of the code, or of the second code of a pair; for TOTP the time step
   *     of the device ([RFC6238] 4.2)
   * @param drift TOTP: the time steps by which the device is ahead of the clock here, as stored; a
   *     pair sets it. HOTP: the codes that were made and not used before this one
   */
  record Accepted(long counter, long drift) implements CodeResult {}

  /**
   * Nothing was accepted.
   *
   * @param reason why not, not to be shown to whoever gave the code
   */
  record Refused(Reason reason) implements CodeResult {}

  /** Why nothing was accepted. */
  enum Reason {
    /** Not exactly as many ASCII digits as a code of the device has. */
    MALFORMED,
    /** No code of the device at this time, or counter. */
    WRONG,
    /** Right, and accepted before; or a pair that is not newer than the last one. */
    REUSED,
    /** Two codes of the device, but not one after the other in this order. */
    NOT_CONSECUTIVE,
    /** The tries of this window are spent; the code was not looked at. */
    RATE_LIMITED,
    /** Other nodes decided about this device at the same time, again and again. */
    BUSY
  }

  /** Whether it was accepted. */
  default boolean accepted() {
    return this instanceof Accepted;
  }
}
