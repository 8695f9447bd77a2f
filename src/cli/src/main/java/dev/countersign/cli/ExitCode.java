package dev.countersign.cli;

import dev.countersign.device.TokenException;

/** What the command's exit code says. Documented in docs/errors.md. */
public enum ExitCode {
  /** Done. */
  DONE(0),
  /** It did not work, or a check said no. */
  FAILED(1),
  /** The command was called wrongly: an option, an argument or a file given by one. */
  USAGE(2),
  /** No such token or key, or several that fit. */
  NO_SUCH_TOKEN(3),
  /** The PIN, PUK or management key is wrong, blocked or was not given. */
  PIN(4),
  /** Nobody touched the token. */
  NO_TOUCH(5),
  /** The token was pulled out. */
  REMOVED(6),
  /** The remote side refused. */
  REFUSED_REMOTELY(7),
  /** Nobody reads the output any more: 128 + SIGPIPE, as a shell has it. */
  OUTPUT_CLOSED(141);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number. */
  public int code() {
    return code;
  }

  /** The code for what went wrong with a token. */
  public static ExitCode of(TokenException problem) {
    if (problem instanceof TokenException.NoToken
        || problem instanceof TokenException.NoKey
        || problem instanceof TokenException.Ambiguous) {
      return NO_SUCH_TOKEN;
    } else if (problem instanceof TokenException.WrongPin
        || problem instanceof TokenException.PinBlocked
        || problem instanceof TokenException.PinNotGiven) {
      return PIN;
    } else if (problem instanceof TokenException.TouchNotGiven
        || problem instanceof TokenException.Cancelled) {
      return NO_TOUCH;
    } else if (problem instanceof TokenException.Removed) {
      return REMOVED;
    }
    return FAILED;
  }
}
