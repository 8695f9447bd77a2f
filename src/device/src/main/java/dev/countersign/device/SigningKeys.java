package dev.countersign.device;

import java.security.PublicKey;
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

  /**
   * The key in a place whose public half the caller knows: for tokens that do not tell it, such as
   * a PIV card of the bare standard until the key's certificate is stored.
   *
   * @throws TokenException.BadData when the token tells another public half
   * @throws TokenException.NoKey when it holds no key there, as far as that can be known
   */
  default SigningKey find(TokenUri uri, PublicKey publicKey) {
    SigningKey key = find(uri);
    if (!key.publicKey().equals(publicKey)) {
      throw new TokenException.BadData(
          key.uri().toString(),
          "find the key",
          "the public key that was given is not that of this key",
          "give the public key that was written when this key was made",
          null);
    }
    return key;
  }
}
