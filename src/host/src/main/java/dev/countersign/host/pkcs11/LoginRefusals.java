package dev.countersign.host.pkcs11;

import dev.countersign.device.TokenException;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.CryptokiException;

/** What a return value of C_Login says of the PIN ([PKCS11-BASE] 5.6.7). */
final class LoginRefusals {
  /** Stands for all answers by which a PIN is known to be wrong. */
  static final String WRONG = Ckr.CKR_PIN_INCORRECT.name();

  private LoginRefusals() {}

  /** Whether the PIN is wrong for sure. */
  static boolean isWrongPin(CryptokiException e) {
    return e.is(Ckr.CKR_PIN_INCORRECT, Ckr.CKR_PIN_INVALID, Ckr.CKR_PIN_LEN_RANGE);
  }

  /**
   * Whether the PIN may be wrong for all that is known: so says whatever C_Login does not return by
   * the specification, a vendor's own code above all. A locked PIN may have been locked by this
   * one, and will have been changed when it is unlocked.
   */
  static boolean leavesOpen(CryptokiException e) {
    return e.is(Ckr.CKR_PIN_LOCKED) || isUnknown(e);
  }

  /** Whether it says neither that the PIN is wrong nor what else is. */
  static boolean isUnknown(CryptokiException e) {
    return !(isWrongPin(e) || isOfPin(e) || isOfState(e) || isOfModule(e) || Failures.isLoss(e));
  }

  private static boolean isOfPin(CryptokiException e) {
    return e.is(
        Ckr.CKR_PIN_LOCKED,
        Ckr.CKR_PIN_EXPIRED,
        Ckr.CKR_PIN_TOO_WEAK,
        Ckr.CKR_USER_PIN_NOT_INITIALIZED,
        Ckr.CKR_CANCEL,
        Ckr.CKR_FUNCTION_CANCELED,
        Ckr.CKR_FUNCTION_REJECTED);
  }

  private static boolean isOfState(CryptokiException e) {
    return e.is(
        Ckr.CKR_USER_ALREADY_LOGGED_IN,
        Ckr.CKR_USER_ANOTHER_ALREADY_LOGGED_IN,
        Ckr.CKR_USER_NOT_LOGGED_IN,
        Ckr.CKR_USER_TOO_MANY_TYPES,
        Ckr.CKR_USER_TYPE_INVALID,
        Ckr.CKR_OPERATION_ACTIVE,
        Ckr.CKR_OPERATION_NOT_INITIALIZED,
        Ckr.CKR_SESSION_COUNT,
        Ckr.CKR_SESSION_EXISTS,
        Ckr.CKR_SESSION_READ_ONLY,
        Ckr.CKR_SESSION_READ_ONLY_EXISTS,
        Ckr.CKR_SESSION_READ_WRITE_SO_EXISTS,
        Ckr.CKR_TOKEN_RESOURCE_EXCEEDED,
        Ckr.CKR_TOKEN_WRITE_PROTECTED);
  }

  /** What the specification has for a token or module that failed, and did not refuse. */
  private static boolean isOfModule(CryptokiException e) {
    return e.is(
        Ckr.CKR_ARGUMENTS_BAD,
        Ckr.CKR_CANT_LOCK,
        Ckr.CKR_DEVICE_MEMORY,
        Ckr.CKR_FIPS_SELF_TEST_FAILED,
        Ckr.CKR_FUNCTION_FAILED,
        Ckr.CKR_FUNCTION_NOT_SUPPORTED,
        Ckr.CKR_GENERAL_ERROR,
        Ckr.CKR_HOST_MEMORY,
        Ckr.CKR_LIBRARY_LOAD_FAILED,
        Ckr.CKR_MUTEX_BAD,
        Ckr.CKR_MUTEX_NOT_LOCKED);
  }

  /** The exception for a login that was refused with a value that is {@link #isUnknown unknown}. */
  static TokenException unknown(CryptokiException e, String name, String operation) {
    return new TokenException.PinNotGiven(
        name,
        operation,
        "the token let nobody in, for a reason %s (%s)"
            .formatted(
                e.isOfVendor() ? "of its vendor's own" : "that no login has by the specification",
                e.name()),
        "look the value up in the manual of the module, or look into its log; it may be the PIN,"
            + " so this program does not send it again");
  }

  /**
   * The exception for a PIN that is not given again.
   *
   * @param answer what the token answered when it was given: {@link #WRONG}, or the value by name
   */
  static TokenException notAgain(String answer, String name, String operation) {
    if (answer.equals(WRONG)) {
      return new TokenException.PinNotGiven(
          name,
          operation,
          "the PIN that was given was wrong before and is not tried again",
          "give the right one; if the token's was changed to this one, start the program anew");
    }
    return new TokenException.PinNotGiven(
        name,
        operation,
        "the token answered %s to the PIN that was given, so it may be wrong and is not tried again"
            .formatted(answer),
        "look the value up in the manual of the module, or look into its log; if the PIN is right,"
            + " start the program anew");
  }

  /** The exception for an answer to a question that was another one than it would be now. */
  static TokenException lastTryCameUp(String name, String operation) {
    return new TokenException.PinNotGiven(
        name,
        operation,
        "one try is left for the PIN, which was not so when it was asked for",
        "make sure of the PIN, run it again and consent to the last try");
  }
}
