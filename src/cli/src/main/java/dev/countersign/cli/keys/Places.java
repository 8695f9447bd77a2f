package dev.countersign.cli.keys;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;

/** Places on a token that a key or certificate is put into. */
final class Places {
  private Places() {}

  /** Refuses a URI that does not say where. */
  static void require(TokenUri uri) {
    if (uri.attribute("slot").isEmpty()) {
      throw Failure.usage(uri + " names no slot", "add one: %s".formatted(uri.with("slot", "9c")));
    }
  }

  /** The whole name of the place. */
  static TokenUri full(Token token, TokenUri uri) {
    return uri.attribute("slot").map(slot -> token.uri().with("slot", slot)).orElse(token.uri());
  }

  /**
   * Refuses a place that holds a key, unless it may be replaced.
   *
   * @return whether something is replaced
   */
  static boolean requireFree(TokenSession session, TokenUri uri, boolean overwrite) {
    boolean taken = session.keyIfAny(uri).isPresent();
    if (taken && !overwrite) {
      throw new Failure(
          ExitCode.FAILED,
          uri + " holds a key, which would be lost",
          "choose another slot, or replace the key with --overwrite");
    }
    return taken;
  }
}
