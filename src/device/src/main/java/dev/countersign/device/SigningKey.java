package dev.countersign.device;

/** A key that signs. */
public interface SigningKey extends TokenKey {

  /**
   * Signs a message.
   *
   * @param algorithm one of the key's family
   * @param message the whole message; hashed here when the algorithm has a digest
   * @return the signature in the encoding that the algorithm names
   * @throws TokenException as the token, its PIN or its touch sensor fail
   * @throws IllegalArgumentException when the algorithm is not for this kind of key
   */
  default byte[] sign(SignatureAlgorithm algorithm, byte[] message) {
    return signDigest(
        algorithm, algorithm.digest().map(digest -> digest.hash(message)).orElse(message));
  }

  /**
   * Signs what is hashed already.
   *
   * @param algorithm one of the key's family
   * @param digest the hash, exactly as long as the algorithm's digest; for an algorithm without
   *     one, its input
   * @return the signature in the encoding that the algorithm names
   * @throws TokenException as the token, its PIN or its touch sensor fail
   * @throws IllegalArgumentException when the algorithm is not for this kind of key, or the hash
   *     has another length
   */
  byte[] signDigest(SignatureAlgorithm algorithm, byte[] digest);

  /** The same key, asking that entry for its PIN. */
  SigningKey with(PinEntry pinEntry);
}
