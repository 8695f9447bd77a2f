package dev.countersign.cli.fido;

import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.fido.TouchedKey;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which security key is meant. */
final class KeyOption {
  static final String KIND = "fido";
  private static final List<String> NAMING = List.of("serial", "reader");

  @Option(
      names = "--token",
      paramLabel = "URI",
      defaultValue = "fido:",
      description =
          "The key: fido:serial=12345678. Not needed while only one is attached; of several, the"
              + " one that is touched is meant.")
  private TokenUri uri = TokenUri.of(KIND);

  /** Opens the tokens: no command is sent for others than security keys. */
  TokenSession open(Invocation invocation) {
    if (!uri.scheme().equals(KIND)) {
      throw Failure.usage(
          uri + " is not the name of a security key", "write it like fido:serial=12345678");
    }
    return invocation.open(KIND);
  }

  /**
   * The key: the one that is named, the only one, or the one that a person touches now.
   *
   * @param purpose what it is for, to follow "to"
   */
  Token find(Invocation invocation, TokenSession session, String purpose) {
    if (!namesOne()) {
      List<Token> keys = session.tokens().of(KIND);
      if (keys.size() > 1) {
        invocation.note(
            "%d security keys are attached: touch the one that is meant.".formatted(keys.size()));
        return session.find(named(touched(keys, purpose)));
      }
    }
    return session.find(uri);
  }

  private static TokenUri touched(List<Token> keys, String purpose) {
    try (EndedWithProgram end = new EndedWithProgram()) {
      Ceremony ceremony = new Ceremony(purpose, Ceremony.USUAL_PATIENCE, end.cancellation());
      return TouchedKey.among(keys, ceremony).uri();
    }
  }

  /** That key with what was said of it: where its PIN is, for instance. */
  private TokenUri named(TokenUri key) {
    TokenUri named = uri;
    for (String part : NAMING) {
      Optional<String> value = key.attribute(part);
      named = value.isPresent() ? named.with(part, value.get()) : named;
    }
    return named;
  }

  /** The key; several that fit are an error, also where a touch would tell. */
  Token findNamed(TokenSession session) {
    return session.find(uri);
  }

  /** Whether it was named, and not just found. */
  boolean namesOne() {
    return NAMING.stream().anyMatch(part -> uri.attribute(part).isPresent());
  }
}
