package dev.countersign.cli.simulated;

import java.util.Optional;

/**
 * What a program that serves a token answers to another terminal.
 *
 * @param message what happened, or why it did not, without a full stop
 * @param remedy what to do about it; empty when it was done
 */
record ControlReply(String message, Optional<String> remedy) {
  private static final String SEPARATOR = "\t";

  static ControlReply done(String message) {
    return new ControlReply(message, Optional.empty());
  }

  static ControlReply refused(String message, String remedy) {
    return new ControlReply(message, Optional.of(remedy));
  }

  /** One line, without its end. */
  String encode() {
    return remedy.map(text -> plain(message) + SEPARATOR + plain(text)).orElse(plain(message));
  }

  static ControlReply decode(String line) {
    int separator = line.indexOf(SEPARATOR);
    return separator < 0
        ? done(plain(line))
        : refused(plain(line.substring(0, separator)), plain(line.substring(separator + 1)));
  }

  private static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}
