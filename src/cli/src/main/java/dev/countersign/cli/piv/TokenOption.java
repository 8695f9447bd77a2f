package dev.countersign.cli.piv;

import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;
import picocli.CommandLine.Option;

/** Which token is meant. */
final class TokenOption {
  @Option(
      names = "--token",
      paramLabel = "URI",
      defaultValue = "piv:",
      description = "The token: piv:serial=12345678. Not needed while only one is attached.")
  private TokenUri uri = TokenUri.of("piv");

  Token find(TokenSession session) {
    return session.find(uri);
  }

  /** Whether it was named by its serial number, and not just found. */
  boolean namesSerial() {
    return uri.attribute("serial").isPresent();
  }
}
