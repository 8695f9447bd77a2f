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
    return isAbsence(e)
        || e.is(
            Ckr.CKR_SESSION_HANDLE_INVALID,
            Ckr.CKR_SESSION_CLOSED,
            Ckr.CKR_DEVICE_ERROR,
            Ckr.CKR_CRYPTOKI_NOT_INITIALIZED);
  }

  /** Whether there is no token, or none that the module knows, where one was. */
  static boolean isAbsence(CryptokiException e) {
    return e.is(
        Ckr.CKR_TOKEN_NOT_PRESENT,
        Ckr.CKR_TOKEN_NOT_RECOGNIZED,
        Ckr.CKR_DEVICE_REMOVED,
        Ckr.CKR_SLOT_ID_INVALID);
  }

  /** Whether it was noticed before the function did anything: a PIN was not looked at. */
  static boolean isBeforehand(CryptokiException e) {
    return e.is(
        Ckr.CKR_SESSION_HANDLE_INVALID,
        Ckr.CKR_TOKEN_NOT_PRESENT,
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

  /** Whether it says too little to know whether another session would do better. */
  static boolean isUnclear(CryptokiException e) {
    return e.is(
        Ckr.CKR_GENERAL_ERROR,
        Ckr.CKR_FUNCTION_FAILED,
        Ckr.CKR_FUNCTION_CANCELED,
        Ckr.CKR_HOST_MEMORY,
        Ckr.CKR_OPERATION_ACTIVE,
        Ckr.CKR_OPERATION_NOT_INITIALIZED);
  }

  /** Whether C_OpenSession says that there are no more sessions. */
  static boolean isFull(CryptokiException e) {
    return e.is(
        Ckr.CKR_SESSION_COUNT,
        Ckr.CKR_TOKEN_RESOURCE_EXCEEDED,
        Ckr.CKR_DEVICE_MEMORY,
        Ckr.CKR_HOST_MEMORY);
  }

  /** The exception for what a function returned. */
  static TokenException translate(CryptokiException e, String name, String operation) {
    if (e.is(Ckr.CKR_GENERAL_ERROR, Ckr.CKR_FUNCTION_FAILED)) {
      // What network HSMs say of a way that is down: no refusal, another token may do better.
      return unavailable(
          e,
          name,
          operation,
          "the token or its module failed in %s".formatted(e.function()),
          "run it again; if it stays, look into the log of the module");
    }
    if (e.function().equals("C_Login") && LoginRefusals.isUnknown(e)) {
      return LoginRefusals.unknown(e, name, operation);
    }
    if (e.isOfVendor()) {
      return ofVendor(e, name, operation);
    }
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
      case CKR_CANCEL, CKR_FUNCTION_REJECTED, CKR_FUNCTION_CANCELED ->
          new TokenException.PinNotGiven(
              name,
              operation,
              "it was cancelled at the token (%s)".formatted(e.name()),
              "run it again, and consent on the token");
      case CKR_TOKEN_NOT_PRESENT, CKR_DEVICE_REMOVED, CKR_SLOT_ID_INVALID ->
          new TokenException.Removed(
              name, operation, "the token was removed (" + e.name() + ")", e);
      case CKR_SESSION_HANDLE_INVALID,
          CKR_SESSION_CLOSED,
          CKR_DEVICE_ERROR,
          CKR_TOKEN_NOT_RECOGNIZED,
          CKR_CRYPTOKI_NOT_INITIALIZED,
          CKR_HOST_MEMORY ->
          unavailable(
              e,
              name,
              operation,
              "the token or the way to it failed in %s".formatted(e.function()),
              "run it again; if it stays, look into the log of the module");
      case CKR_SESSION_COUNT, CKR_TOKEN_RESOURCE_EXCEEDED ->
          unavailable(
              e,
              name,
              operation,
              "the token has no session left",
              "close other programs that use it, or give this one fewer sessions");
      case CKR_FIPS_SELF_TEST_FAILED, CKR_LIBRARY_LOAD_FAILED ->
          unavailable(
              e,
              name,
              operation,
              "the module does not work",
              "look into its log, and install it anew");
      case CKR_MECHANISM_INVALID,
          CKR_MECHANISM_PARAM_INVALID,
          CKR_FUNCTION_NOT_SUPPORTED,
          CKR_CURVE_NOT_SUPPORTED,
          CKR_DOMAIN_PARAMS_INVALID,
          CKR_KEY_SIZE_RANGE ->
          new TokenException.Unsupported(
              name,
              operation,
              "the token cannot do that (%s)".formatted(e.name()),
              "choose another algorithm or kind of key; countersign pkcs11 info lists what it can");
      default -> Refusals.of(e, value, name, operation);
    };
  }

  /**
   * A return value of a vendor's own. Modules use them for links that are down as well as for what
   * they refuse, and give one number different meanings: 0x80000030 is an operation that a policy
   * forbids with one, and would be a broken device with another that adds 0x80000000 to the values
   * of the standard. So it is left open which of the two it was.
   */
  private static TokenException ofVendor(CryptokiException e, String name, String operation) {
    return new TokenException.Unexplained(
        name,
        operation,
        "the token or its module failed in %s for a reason of its vendor's own (%s)"
            .formatted(e.function(), e.name()),
        "look the number up in the manual of the module, or look into its log",
        e);
  }

  private static TokenException unavailable(
      CryptokiException e, String name, String operation, String message, String remedy) {
    return new TokenException.Unavailable(
        name, operation, "%s (%s)".formatted(message, e.name()), remedy, e);
  }
}
