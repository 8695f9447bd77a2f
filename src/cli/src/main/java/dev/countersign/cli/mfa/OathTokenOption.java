package dev.countersign.cli.mfa;

import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;
import picocli.CommandLine.Option;

/** Which OATH application is meant. */
final class OathTokenOption {
  private static final String KIND = "oath";

  @Option(
      names = "--token",
      paramLabel = "URI",
      defaultValue = "oath:",
      description = "The token: oath:serial=12345678. Not needed while only one is attached.")
  private TokenUri uri = TokenUri.of(KIND);

  TokenSession open(Invocation invocation) {
    return invocation.open(KIND);
  }

  Token find(TokenSession session) {
    if (!uri.scheme().equals(KIND)) {
      throw Failure.usage(
          uri + " is not the name of an OATH application", "write it like oath:serial=12345678");
    }
    return session.find(uri);
  }

  /** Whether it was named by its serial number, and not just found. */
  boolean namesSerial() {
    return uri.attribute("serial").isPresent();
  }
}
