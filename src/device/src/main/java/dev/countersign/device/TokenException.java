package dev.countersign.device;

import java.io.Serial;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A token, its PIN or its touch sensor did not do what was asked. Each carries the token's name,
 * the operation, and what a person can do about it; none carries a PIN, a key or card data.
 *
 * <p>Unchecked, since what can go wrong with hardware can go wrong at every call: see the ADR on
 * errors.
 */
public abstract sealed class TokenException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final String token;
  private final String operation;
  private final String remedy;

  private TokenException(
      String token, String operation, String message, String remedy, @Nullable Throwable cause) {
    super(message, cause);
    this.token = token;
    this.operation = operation;
    this.remedy = remedy;
  }

  /** The name of the token or key, as far as it is known. */
  public String token() {
    return token;
  }

  /** What was being done: {@code sign}, {@code generate a key}. */
  public String operation() {
    return operation;
  }

  /** What to do about it, one sentence without its full stop. */
  public String remedy() {
    return remedy;
  }

  /** No such token is attached. */
  public static final class NoToken extends TokenException {
    @Serial private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public NoToken(String token, String operation, String message, String remedy) {
      super(token, operation, message, remedy, null);
    }
  }

  /** The token holds no such key, object or account. */
  public static final class NoKey extends TokenException {
    @Serial private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public NoKey(String token, String operation, String message, String remedy) {
      super(token, operation, message, remedy, null);
    }
  }

  /** A URI fits several tokens or keys. */
  public static final class Ambiguous extends TokenException {
    @Serial private static final long serialVersionUID = 1L;
    private final List<String> candidates;

    /** Creates an exception that lists the candidates' URIs. */
    public Ambiguous(String token, String operation, List<String> candidates) {
      super(
          token,
          operation,
          "%s fits %d: %s".formatted(token, candidates.size(), String.join(", ", candidates)),
          "name one of them in full",
          null);
      this.candidates = List.copyOf(candidates);
    }

    /** The URIs that fit. */
    public List<String> candidates() {
      return candidates;
    }
  }

  /** The PIN, PUK or management key was wrong. */
  public static final class WrongPin extends TokenException {
    @Serial private static final long serialVersionUID = 1L;
    private final PinRequest.Kind kind;
    private final int attemptsLeft;

    /**
     * Creates an exception.
     *
     * @param attemptsLeft wrong tries left; -1 when the token does not say
     */
    public WrongPin(String token, String operation, PinRequest.Kind kind, int attemptsLeft) {
      super(
          token,
          operation,
          "wrong "
              + kind.label()
              + (attemptsLeft < 0
                  ? ""
                  : ", %d %s left".formatted(attemptsLeft, attemptsLeft == 1 ? "try" : "tries")),
          attemptsLeft == 1
              ? "make sure of it before the next try, which is the last"
              : "check it and try again",
          null);
      this.kind = kind;
      this.attemptsLeft = attemptsLeft;
    }

    /** Which secret was wrong. */
    public PinRequest.Kind kind() {
      return kind;
    }

    /** Wrong tries left; empty when the token does not say. */
    public OptionalInt attemptsLeft() {
      return attemptsLeft < 0 ? OptionalInt.empty() : OptionalInt.of(attemptsLeft);
    }
  }

  /** No try is left for the PIN or PUK. */
  public static final class PinBlocked extends TokenException {
    @Serial private static final long serialVersionUID = 1L;
    private final PinRequest.Kind kind;

    /** Creates an exception. */
    public PinBlocked(String token, String operation, PinRequest.Kind kind, String remedy) {
      super(token, operation, "the " + kind.label() + " is blocked", remedy, null);
      this.kind = kind;
    }

    /** Which secret is blocked. */
    public PinRequest.Kind kind() {
      return kind;
    }
  }

  /**
   * A PIN is needed and none was given: nowhere to ask, cancelled, or the last try not consented.
   */
  public static final class PinNotGiven extends TokenException {
    @Serial private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public PinNotGiven(String token, String operation, String message, String remedy) {
      super(token, operation, message, remedy, null);
    }
  }

  /** Nobody touched the token in time. */
  public static final class TouchNotGiven extends TokenException {
    @Serial private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public TouchNotGiven(String token, String operation) {
      super(
          token,
          operation,
          "the token was not touched in time",
          "run it again and touch the token when it blinks",
          null);
    }
  }

  /** It was cancelled while the token waited for a person. */
  public static final class Cancelled extends TokenException {
    @Serial private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public Cancelled(String token, String operation) {
      super(token, operation, "it was cancelled", "run it again when it is wanted", null);
    }
  }

  /** The token was pulled out, or another one sits in its place. */
  public static final class Removed extends TokenException {
    @Serial private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public Removed(String token, String operation, String message, @Nullable Throwable cause) {
      super(token, operation, message, "plug the token in and run it again", cause);
    }
  }

  /** The token cannot be reached now: no service, or another program holds or reset it. */
  public static final class Unavailable extends TokenException {
    @Serial private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public Unavailable(
        String token, String operation, String message, String remedy, @Nullable Throwable cause) {
      super(token, operation, message, remedy, cause);
    }
  }

  /**
   * The token or its module failed, and said why in a way of its vendor's own that is not known
   * here: it may be down, or refuse what was asked. Another token of the same key may do better.
   */
  public static final class Unexplained extends TokenException {
    @Serial private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public Unexplained(
        String token, String operation, String message, String remedy, @Nullable Throwable cause) {
      super(token, operation, message, remedy, cause);
    }
  }

  /** The token is of a make that cannot do this. */
  public static final class Unsupported extends TokenException {
    @Serial private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public Unsupported(String token, String operation, String message, String remedy) {
      super(token, operation, message, remedy, null);
    }
  }

  /** The token understood and refused. */
  public static final class Refused extends TokenException {
    @Serial private static final long serialVersionUID = 1L;
    private final @Nullable String status;

    /**
     * Creates an exception.
     *
     * @param status the status word or return code by its specification's name, when there is one:
     *     {@code 6982 security status not satisfied}
     */
    public Refused(
        String token, String operation, String message, @Nullable String status, String remedy) {
      super(
          token, operation, status == null ? message : message + " (" + status + ")", remedy, null);
      this.status = status;
    }

    /** The status word or return code by its specification's name. */
    public Optional<String> status() {
      return Optional.ofNullable(status);
    }
  }

  /** The token answered something that the protocol does not allow. */
  public static final class BadResponse extends TokenException {
    @Serial private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public BadResponse(String token, String operation, String message, @Nullable Throwable cause) {
      super(
          token,
          operation,
          message,
          "plug the token in again; if it stays, it is broken or not what it says it is",
          cause);
    }
  }

  /** What was stored on the token does not fit together or is not what its name says. */
  public static final class BadData extends TokenException {
    @Serial private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public BadData(
        String token, String operation, String message, String remedy, @Nullable Throwable cause) {
      super(token, operation, message, remedy, cause);
    }
  }
}
