package dev.countersign.device;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A key that signs. */
public interface SigningKey extends TokenKey {
  /** How much of a message is read at a time. */
  int BUFFER_BYTES = 1 << 16;

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
   * Signs a message that is read to its end, and not kept: it is hashed here as it comes. An
   * algorithm without a digest wants the whole message, which is kept then.
   *
   * @param message not closed
   * @return the signature in the encoding that the algorithm names
   * @throws IOException when the message cannot be read
   * @throws TokenException as the token, its PIN or its touch sensor fail
   * @throws IllegalArgumentException when the algorithm is not for this kind of key
   */
  default byte[] sign(SignatureAlgorithm algorithm, InputStream message) throws IOException {
    Optional<Digest> digest = algorithm.digest();
    if (digest.isEmpty()) {
      return sign(algorithm, message.readAllBytes());
    }
    MessageDigest hash = digest.get().messageDigest();
    byte[] buffer = new byte[BUFFER_BYTES];
    int read;
    while ((read = message.read(buffer)) >= 0) {
      hash.update(buffer, 0, read);
    }
    return signDigest(algorithm, hash.digest());
  }

  /**
   * Signs many messages; several at a time where the token can do that. When one fails no more are
   * begun, and there is no result.
   *
   * @return the signatures, in the order of the messages
   * @throws TokenException as the token, its PIN or its touch sensor fail
   * @throws IllegalArgumentException when the algorithm is not for this kind of key
   */
  default List<byte[]> signAll(SignatureAlgorithm algorithm, List<byte[]> messages) {
    List<byte[]> signatures = new ArrayList<>(messages.size());
    for (byte[] message : messages) {
      signatures.add(sign(algorithm, message));
    }
    return signatures;
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
