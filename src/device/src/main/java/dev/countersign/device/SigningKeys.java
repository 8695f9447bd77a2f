package dev.countersign.device;

import java.util.List;

/** Capability: the token holds keys that sign. */
public interface SigningKeys {
  /** All of them, with and without a certificate, in the token's own order. */
  List<SigningKey> list();

  /**
   * The key that the URI names on this token.
   *
   * @throws TokenException.NoKey when it holds none by that name
   * @throws TokenException.Ambiguous when the URI leaves open which
   */
  SigningKey find(TokenUri uri);
}
