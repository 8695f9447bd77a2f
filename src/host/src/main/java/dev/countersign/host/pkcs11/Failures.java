package dev.countersign.host.pkcs11;

import dev.countersign.device.PinRequest;
import dev.countersign.device.TokenException;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.CryptokiException;

/** What a return value means to a caller ([PKCS11-BASE] 5.1). */
final class Failures {
  private Failures() {}

  /** Whether the session is dead, and those that were opened with it probably too. */
  static boolean isLoss(CryptokiException e) {
    return e.is(
        Ckr.CKR_SESSION_HANDLE_INVALID,
        Ckr.CKR_SESSION_CLOSED,
        Ckr.CKR_DEVICE_ERROR,
        Ckr.CKR_DEVICE_REMOVED,
        Ckr.CKR_TOKEN_NOT_PRESENT,
        Ckr.CKR_TOKEN_NOT_RECOGNIZED,
        Ckr.CKR_SLOT_ID_INVALID,
        Ckr.CKR_CRYPTOKI_NOT_INITIALIZED);
  }

  /** Whether the handle of an object does not stand for it any more. */
  static boolean isStaleHandle(CryptokiException e) {
    return e.is(Ckr.CKR_KEY_HANDLE_INVALID, Ckr.CKR_OBJECT_HANDLE_INVALID);
  }

  /** Whether the token wants a login. */
  static boolean wantsLogin(CryptokiException e) {
    return e.is(Ckr.CKR_USER_NOT_LOGGED_IN);
  }

  /** The exception for what a function returned. */
  static TokenException translate(CryptokiException e, String name, String operation) {
    Ckr value = e.ckr().orElse(Ckr.CKR_GENERAL_ERROR);
    return switch (value) {
      case CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE ->
          new TokenException.WrongPin(name, operation, PinRequest.Kind.PIN, -1);
      case CKR_PIN_LOCKED ->
          new TokenException.PinBlocked(
              name,
              operation,
              PinRequest.Kind.PIN,
              "the security officer of the token sets a new PIN with its maker's program");
      case CKR_PIN_EXPIRED ->
          refused(
              e,
              name,
              operation,
              "the PIN has expired or must be changed before its first use",
              "change it with the maker's program, or pkcs11-tool --change-pin");
      case CKR_USER_PIN_NOT_INITIALIZED ->
          refused(
              e,
              name,
              operation,
              "the token has no PIN yet",
              "the security officer sets one: pkcs11-tool --init-pin");
      case CKR_TOKEN_NOT_PRESENT, CKR_DEVICE_REMOVED, CKR_SLOT_ID_INVALID ->
          new TokenException.Removed(
              name, operation, "the token was removed (" + e.name() + ")", e);
      case CKR_SESSION_HANDLE_INVALID,
          CKR_SESSION_CLOSED,
          CKR_DEVICE_ERROR,
          CKR_TOKEN_NOT_RECOGNIZED,
          CKR_CRYPTOKI_NOT_INITIALIZED ->
          new TokenException.Unavailable(
              name,
              operation,
              "the token or the way to it failed (%s)".formatted(e.name()),
              "run it again; if it stays, look into the log of the module",
              e);
      case CKR_SESSION_COUNT ->
          new TokenException.Unavailable(
              name,
              operation,
              "the token has no session left (%s)".formatted(e.name()),
              "close other programs that use it, or give this one fewer sessions",
              e);
      case CKR_MECHANISM_INVALID, CKR_MECHANISM_PARAM_INVALID, CKR_FUNCTION_NOT_SUPPORTED ->
          new TokenException.Unsupported(
              name,
              operation,
              "the token cannot do that (%s)".formatted(e.name()),
              "choose another algorithm; countersign pkcs11 info lists what it can");
      case CKR_KEY_FUNCTION_NOT_PERMITTED, CKR_KEY_TYPE_INCONSISTENT ->
          refused(
              e,
              name,
              operation,
              "the key may not be used for that",
              "use a key that is meant for it; countersign keys list shows them");
      case CKR_TOKEN_WRITE_PROTECTED, CKR_SESSION_READ_ONLY ->
          refused(e, name, operation, "the token cannot be written to", "use one that can");
      case CKR_DEVICE_MEMORY ->
          refused(e, name, operation, "the token is full", "delete what is not needed any more");
      case CKR_USER_NOT_LOGGED_IN ->
          refused(
              e,
              name,
              operation,
              "the token does not let this user do that",
              "look whether it is for the security officer alone");
      case CKR_USER_ANOTHER_ALREADY_LOGGED_IN, CKR_SESSION_READ_WRITE_SO_EXISTS ->
          refused(
              e,
              name,
              operation,
              "this program is logged in as the security officer",
              "log out first");
      default ->
          refused(
              e,
              name,
              operation,
              "the token refused in %s".formatted(e.function()),
              "look into the log of the module");
    };
  }

  private static TokenException refused(
      CryptokiException e, String name, String operation, String message, String remedy) {
    return new TokenException.Refused(name, operation, message, e.name(), remedy);
  }
}
