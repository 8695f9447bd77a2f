package dev.countersign.cli.simulated;

import java.util.Locale;

/** Who touches a token that is served. */
enum TouchMode {
  /** The token is touched at once, whenever it asks. */
  AUTO,
  /** The person at the terminal, or {@code simulator touch} from another one. */
  ASK,
  /** Nobody. */
  NEVER;

  /** The word for it on the command line, which is picocli's too. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
