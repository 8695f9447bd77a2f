package dev.countersign.cli.tokens;

import java.util.Locale;
import java.util.Optional;

/**
 * One thing that doctor looked at.
 *
 * @param level how good it is
 * @param subject what was looked at
 * @param message what was found
 * @param remedy what to do about it
 */
record Finding(Level level, String subject, String message, Optional<String> remedy) {
  /** How good it is. */
  enum Level {
    OK,
    /** Something could not be found out, which may be as it should be. */
    NOTE,
    WARNING,
    PROBLEM;

    String externalName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Finding ok(String subject, String message) {
    return new Finding(Level.OK, subject, message, Optional.empty());
  }

  static Finding note(String subject, String message, String remedy) {
    return new Finding(Level.NOTE, subject, message, Optional.of(remedy));
  }

  static Finding warning(String subject, String message, String remedy) {
    return new Finding(Level.WARNING, subject, message, Optional.of(remedy));
  }

  static Finding problem(String subject, String message, String remedy) {
    return new Finding(Level.PROBLEM, subject, message, Optional.of(remedy));
  }
}
