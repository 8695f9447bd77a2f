package dev.countersign.relyingparty.webauthn;

/** A ceremony that began, or did not. */
public sealed interface Begun {

  /**
   * What the browser is to be given.
   *
   * @param json {@code PublicKeyCredentialCreationOptionsJSON} or {@code
   *     PublicKeyCredentialRequestOptionsJSON} ([WEBAUTHN-3] 5.1.9, 5.1.10)
   */
  record Options(String json) implements Begun {}

  /**
   * It makes no sense to ask for a key.
   *
   * @param reason {@link Refusal#DEVICE_LIMIT}, {@link Refusal#UNKNOWN_CREDENTIAL} for a user
   *     without keys, {@link Refusal#BUSY}
   */
  record Refused(Refusal reason) implements Begun {}

  /**
   * The options of a ceremony that began.
   *
   * @throws IllegalStateException when it did not
   */
  default String options() {
    if (this instanceof Options options) {
      return options.json();
    }
    throw new IllegalStateException("no ceremony began: " + this);
  }
}
