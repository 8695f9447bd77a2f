package dev.countersign.relyingparty.recovery;

/**
 * What came of a recovery code. Show whoever gave it one sentence for every refusal, and the number
 * of the code that is next.
 */
public sealed interface RecoveryResult {

  /**
   * The code was right, and is used up.
   *
   * @param number which it was, from 1
   * @param left how many are left
   */
  record Accepted(int number, int left) implements RecoveryResult {}

  /**
   * Nothing was accepted.
   *
   * @param reason why not
   */
  record Refused(Reason reason) implements RecoveryResult {}

  /** Why a code was not accepted. */
  enum Reason {
    /** Not 16 characters of base32, with or without hyphens and blanks. */
    MALFORMED,
    /** No code of this user. */
    WRONG,
    /** It was used before: when its owner did not, somebody else has the list. */
    USED,
    /** A code of this user, but not the next one. It stays good. */
    NOT_NEXT,
    /** Others changed the codes of this user again and again. */
    BUSY
  }

  /** Whether the code was right. */
  default boolean accepted() {
    return this instanceof Accepted;
  }
}
