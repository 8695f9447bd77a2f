package dev.countersign.fido.webauthn;

import dev.countersign.device.TokenException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A ceremony came to nothing. What a browser would tell the page is the {@link #kind}; the message
 * says what happened, for the person, and the {@link #remedy} what to do about it. Where a key did
 * not do what was asked, its {@link TokenException} is the cause. Neither carries a PIN or a
 * secret.
 */
public final class WebAuthnException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final String remedy;

  /** What a browser would tell the page ([WEBAUTHN-3] 5.1.3, 5.1.4). */
  public enum Kind {
    /** The options are no options: a member is missing or is of another type. */
    TYPE("TypeError"),
    /** A text that stands for bytes is not base64url. */
    ENCODING("EncodingError"),
    /** A name that stands for a credential is none. */
    SYNTAX("SyntaxError"),
    /** The origin must not ask for that, or for that relying party. */
    SECURITY("SecurityError"),
    /** What is asked for is not there: no algorithm in common, an extension used wrongly. */
    NOT_SUPPORTED("NotSupportedError"),
    /** The key cannot fulfil a requirement: storing the credential, verifying the person. */
    CONSTRAINT("ConstraintError"),
    /** The key is registered already. */
    INVALID_STATE("InvalidStateError"),
    /** The person did not want, did not come, or has no key that fits. */
    NOT_ALLOWED("NotAllowedError"),
    /** The caller ended it. */
    ABORT("AbortError"),
    /** The key failed, or answered nonsense. */
    UNKNOWN("UnknownError");

    private final String domName;

    Kind(String domName) {
      this.domName = domName;
    }

    /** The name that JavaScript sees. */
    public String domName() {
      return domName;
    }
  }

  private WebAuthnException(
      Kind kind, String message, String remedy, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.remedy = remedy;
  }

  static WebAuthnException of(Kind kind, String message, String remedy) {
    return new WebAuthnException(kind, message, remedy, null);
  }

  static WebAuthnException badOptions(String message) {
    return of(Kind.TYPE, "the options " + message, "have the relying party make them anew");
  }

  static WebAuthnException badAnswer(String message) {
    return of(
        Kind.UNKNOWN,
        "the security key answered with something else: " + message,
        "run it again; if it stays, use another key");
  }

  /** The same failure as a page would see it. */
  static WebAuthnException of(TokenException e) {
    return new WebAuthnException(kind(e), String.valueOf(e.getMessage()), e.remedy(), e);
  }

  private static Kind kind(TokenException e) {
    if (e instanceof TokenException.Cancelled) {
      return Kind.ABORT;
    } else if (e instanceof TokenException.Refused refused && isExcluded(refused)) {
      return Kind.INVALID_STATE;
    } else if (e instanceof TokenException.Unsupported) {
      return Kind.CONSTRAINT;
    }
    boolean failed =
        e instanceof TokenException.Unavailable
            || e instanceof TokenException.Unexplained
            || e instanceof TokenException.BadResponse
            || e instanceof TokenException.BadData;
    return failed ? Kind.UNKNOWN : Kind.NOT_ALLOWED;
  }

  private static boolean isExcluded(TokenException.Refused e) {
    return e.status().filter(status -> status.startsWith("CTAP 19")).isPresent();
  }

  /** What a browser would tell the page. */
  public Kind kind() {
    return kind;
  }

  /** What to do about it, one sentence without its full stop. */
  public String remedy() {
    return remedy;
  }
}
