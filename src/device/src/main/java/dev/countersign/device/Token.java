package dev.countersign.device;

import java.util.Optional;

/** One protocol of one attached token. */
public interface Token {

  /** Which token it is; the first call may talk to it. */
  TokenIdentity identity();

  /** Its name: {@code piv:serial=12345678}; the first call may talk to it. */
  TokenUri uri();

  /** The protocol, which is the scheme of its URIs: {@code piv}. Known without talking to it. */
  String kind();

  /** The name of the reader or slot that it is in. Known without talking to it. */
  String reader();

  /** Whether it is a software simulation. Known without talking to it. */
  boolean simulated();

  /** Whether a URI names it, or something on it; may talk to it. */
  default boolean fits(TokenUri named) {
    return named.scheme().equals(kind())
        && named.attribute("reader").map(reader()::equals).orElse(true)
        && named
            .attribute("serial")
            .map(wanted -> uri().attribute("serial").filter(wanted::equalsIgnoreCase).isPresent())
            .orElse(true);
  }

  /**
   * What the token can do, asked by type: {@code token.capability(SigningKeys.class)}. Empty when
   * it cannot.
   */
  <C> Optional<C> capability(Class<C> type);

  /**
   * A capability that the caller cannot do without.
   *
   * @throws TokenException.Unsupported when the token lacks it
   */
  default <C> C require(Class<C> type) {
    return capability(type)
        .orElseThrow(
            () ->
                new TokenException.Unsupported(
                    uri().toString(),
                    type.getSimpleName(),
                    "this token cannot do that",
                    "use another token"));
  }

  /**
   * The signing key that a URI names on this token. A {@code pin-source} in the URI goes before the
   * PIN entry that the token was found with.
   *
   * @throws TokenException.NoKey when the token holds no such key
   * @throws TokenException.Ambiguous when the URI leaves open which
   */
  default SigningKey signingKey(TokenUri uri) {
    SigningKey key = require(SigningKeys.class).find(uri);
    return uri.query("pin-source").map(PinSource::of).map(key::with).orElse(key);
  }

  /** The decryption key that a URI names on this token; see {@link #signingKey}. */
  default DecryptionKey decryptionKey(TokenUri uri) {
    DecryptionKey key = require(DecryptionKeys.class).find(uri);
    return uri.query("pin-source").map(PinSource::of).map(key::with).orElse(key);
  }
}
