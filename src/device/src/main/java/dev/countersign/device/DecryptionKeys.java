package dev.countersign.device;

import java.util.List;

/** Capability: the token holds keys that decrypt or agree. */
public interface DecryptionKeys {
  /** All of them, with and without a certificate, in the token's own order. */
  List<DecryptionKey> list();

  /**
   * The key that the URI names on this token.
   *
   * @throws TokenException.NoKey when it holds none by that name
   * @throws TokenException.Ambiguous when the URI leaves open which
   */
  DecryptionKey find(TokenUri uri);
}
