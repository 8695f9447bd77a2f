package dev.countersign.relyingparty.yubicootp;

/**
 * What came of verifying a Yubico OTP. Show whoever gave it ONE sentence for every refusal; the
 * reason is for logs and tests.
 */
public sealed interface YubicoOtpResult {

  /**
   * It comes from the token, and is newer than all that were accepted before.
   *
   * @param useCounter how often the token was powered up and used, 0 to 32767
   * @param sessionUse how many were made since, 0 to 255
   * @param timestamp of the token's own clock, 24 bits, about 8 per second from a random start;
   *     proves nothing
   */
  record Accepted(int useCounter, int sessionUse, int timestamp) implements YubicoOtpResult {}

  /**
   * Nothing was accepted.
   *
   * @param reason why not
   */
  record Refused(Reason reason) implements YubicoOtpResult {}

  /** Why nothing was accepted. */
  enum Reason {
    /** No 32 to 64 letters of modhex. */
    MALFORMED,
    /** Its public identity is that of another token. */
    OTHER_TOKEN,
    /** Not made with the key and the private identity of this token. */
    WRONG,
    /** Not newer than one that was accepted. */
    REPLAYED,
    /** Other nodes decided about this token at the same time, again and again. */
    BUSY
  }

  /** Whether it was accepted. */
  default boolean accepted() {
    return this instanceof Accepted;
  }
}
