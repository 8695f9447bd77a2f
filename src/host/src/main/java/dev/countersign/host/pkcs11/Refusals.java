package dev.countersign.host.pkcs11;

import dev.countersign.device.TokenException;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.CryptokiException;

/** What a return value means by which a token refuses ([PKCS11-BASE] 5.1). */
final class Refusals {
  private static final String LOG = "look into the log of the module";

  private Refusals() {}

  /** A reason and what to do about it. */
  private record Reason(String message, String remedy) {}

  /**
   * The exception for a refusal.
   *
   * @param value what the return value counts as: those of later versions as CKR_GENERAL_ERROR
   */
  static TokenException of(CryptokiException e, Ckr value, String name, String operation) {
    Reason reason =
        switch (value) {
          case CKR_PIN_EXPIRED ->
              new Reason(
                  "the PIN has expired or must be changed before its first use",
                  "change it with the maker's program, or pkcs11-tool --change-pin");
          case CKR_USER_PIN_NOT_INITIALIZED ->
              new Reason(
                  "the token has no PIN yet",
                  "the security officer sets one: pkcs11-tool --init-pin");
          case CKR_PIN_TOO_WEAK ->
              new Reason("the token takes no such easy PIN", "choose a longer one");
          case CKR_USER_NOT_LOGGED_IN ->
              new Reason(
                  "the token does not let this user do that",
                  "look whether it is for the security officer alone");
          case CKR_USER_ANOTHER_ALREADY_LOGGED_IN, CKR_SESSION_READ_WRITE_SO_EXISTS ->
              new Reason("this program is logged in as the security officer", "log out first");
          case CKR_USER_TOO_MANY_TYPES ->
              new Reason("the token has too many users logged in", "log others out");
          case CKR_KEY_FUNCTION_NOT_PERMITTED,
              CKR_KEY_TYPE_INCONSISTENT,
              CKR_KEY_NOT_WRAPPABLE,
              CKR_KEY_UNEXTRACTABLE,
              CKR_ACTION_PROHIBITED ->
              new Reason(
                  "the key may not be used for that",
                  "use a key that is meant for it; countersign keys list shows them");
          case CKR_KEY_HANDLE_INVALID, CKR_OBJECT_HANDLE_INVALID, CKR_KEY_CHANGED ->
              new Reason(
                  "the key was deleted or replaced meanwhile",
                  "look what there is with countersign keys list");
          case CKR_TOKEN_WRITE_PROTECTED, CKR_SESSION_READ_ONLY ->
              new Reason("the token cannot be written to", "use one that can");
          case CKR_DEVICE_MEMORY ->
              new Reason("the token is full", "delete what is not needed any more");
          case CKR_ATTRIBUTE_READ_ONLY,
              CKR_ATTRIBUTE_TYPE_INVALID,
              CKR_ATTRIBUTE_VALUE_INVALID,
              CKR_TEMPLATE_INCOMPLETE,
              CKR_TEMPLATE_INCONSISTENT ->
              new Reason(
                  "the token takes no object with these attributes",
                  "change the attributes(...) of the module's configuration");
          case CKR_ATTRIBUTE_SENSITIVE, CKR_INFORMATION_SENSITIVE ->
              new Reason("the token keeps that back", "leave it there");
          case CKR_DATA_INVALID, CKR_DATA_LEN_RANGE ->
              new Reason(
                  "the token does not take such input", "choose another algorithm or another key");
          case CKR_ENCRYPTED_DATA_INVALID, CKR_ENCRYPTED_DATA_LEN_RANGE ->
              new Reason(
                  "this was not encrypted for that key, or with another algorithm",
                  "use the key and algorithm that it was encrypted for");
          case CKR_RANDOM_NO_RNG ->
              new Reason(
                  "the token makes no random numbers", "import a key that was made elsewhere");
          case CKR_ARGUMENTS_BAD, CKR_BUFFER_TOO_SMALL ->
              new Reason(
                  "the token did not understand %s".formatted(e.function()),
                  "report it with the name and version of the module");
          default -> new Reason("the token refused in %s".formatted(e.function()), LOG);
        };
    return new TokenException.Refused(name, operation, reason.message, e.name(), reason.remedy);
  }
}
