package dev.countersign.cli;

import dev.countersign.device.TokenUri;
import java.util.List;
import java.util.Optional;

/** What a URI says of a token, and what it says of a thing on it. */
public final class UriParts {
  private static final List<String> OF_THINGS = List.of("slot", "account", "object", "id", "type");

  private UriParts() {}

  /** The name of the token alone. */
  public static TokenUri token(TokenUri uri) {
    TokenUri token = uri;
    for (String part : OF_THINGS) {
      token = token.without(part);
    }
    return token;
  }

  /**
   * The name of the thing alone: fits all on any token when the URI names none. Tokens may be named
   * by parts that the names of their things do not have, such as the model.
   */
  public static TokenUri thing(TokenUri uri) {
    TokenUri thing = TokenUri.of(uri.scheme());
    for (String part : OF_THINGS) {
      Optional<String> value = uri.attribute(part);
      if (value.isPresent()) {
        thing = thing.with(part, value.get());
      }
    }
    return thing;
  }
}
