package dev.countersign.jca;

import dev.countersign.device.DecryptionKey;
import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm.Family;
import dev.countersign.device.MacKey;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenPrivateKey;
import dev.countersign.device.TokenSecretKey;
import java.security.InvalidKeyException;
import java.security.Key;
import org.jspecify.annotations.Nullable;

/** What stands behind the handles that programs pass around. */
final class Handles {
  private Handles() {}

  /**
   * The key that signs behind a handle.
   *
   * @throws InvalidKeyException when it is no key of a token, of another family, or does not sign
   */
  static SigningKey signing(@Nullable Key key, Family family) throws InvalidKeyException {
    TokenPrivateKey handle = handle(key, family);
    if (handle.key() instanceof SigningKey signing) {
      return signing;
    }
    throw new InvalidKeyException(handle.key().uri() + " does not sign");
  }

  /**
   * The key that decrypts or agrees behind a handle.
   *
   * @throws InvalidKeyException when it is no key of a token, of another family, or does neither
   */
  static DecryptionKey decryption(@Nullable Key key, Family family) throws InvalidKeyException {
    TokenPrivateKey handle = handle(key, family);
    if (handle.key() instanceof DecryptionKey decryption) {
      return decryption;
    }
    throw new InvalidKeyException(handle.key().uri() + " does not decrypt or agree on secrets");
  }

  /**
   * The key that makes MACs behind a handle.
   *
   * @throws InvalidKeyException when it is no key of a token, or makes none with that hash function
   */
  static MacKey mac(@Nullable Key key, Digest digest) throws InvalidKeyException {
    if (!(key instanceof TokenSecretKey handle)) {
      throw new InvalidKeyException("only secret keys on tokens are taken here");
    }
    try {
      return handle.key().with(digest);
    } catch (TokenException.Unsupported e) {
      throw new InvalidKeyException(describe(e), e);
    }
  }

  private static TokenPrivateKey handle(@Nullable Key key, Family family)
      throws InvalidKeyException {
    if (!(key instanceof TokenPrivateKey handle)) {
      throw new InvalidKeyException("only private keys on tokens are taken here");
    }
    if (handle.key().algorithm().family() != family) {
      throw new InvalidKeyException(
          "%s is an %s key, and %s is wanted"
              .formatted(handle.key().uri(), handle.getAlgorithm(), family.jcaName()));
    }
    return handle;
  }

  /** What went wrong with the token, in one line: which, what, and what to do about it. */
  static String describe(TokenException problem) {
    return "%s: %s; %s".formatted(problem.token(), problem.getMessage(), problem.remedy());
  }
}
