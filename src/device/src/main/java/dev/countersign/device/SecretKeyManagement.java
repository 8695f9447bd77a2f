package dev.countersign.device;

/**
 * Capability: secret keys can be brought onto the token and destroyed. The URI of each method names
 * the place: {@code pkcs11:object=backup}.
 */
public interface SecretKeyManagement {

  /**
   * Brings a secret key onto the token, from where it cannot be read again.
   *
   * @param value the key, at least one byte; not closed
   * @return the whole name of the key there
   * @throws TokenException.Refused when another secret key has that name
   * @throws TokenException.Unsupported when the token takes no such key
   * @throws IllegalArgumentException when no key of that kind has this length
   */
  TokenUri importSecret(TokenUri place, SecretKeyKind kind, Secret value);

  /**
   * Destroys a secret key, of whichever kind.
   *
   * @throws TokenException.NoKey when the token holds none by that name
   * @throws TokenException.Ambiguous when the URI leaves open which
   */
  void deleteSecret(TokenUri place);
}
