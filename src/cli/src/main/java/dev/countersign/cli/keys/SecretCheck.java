package dev.countersign.cli.keys;

import dev.countersign.device.Digest;
import dev.countersign.device.MacKey;
import dev.countersign.device.MacKeys;
import dev.countersign.device.Secret;
import dev.countersign.device.SecretKeyKind;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Finds out whether a token holds the secret that it was given: it makes the MAC of a random
 * message, and so do we.
 */
final class SecretCheck {
  private static final int CHALLENGE_BYTES = 32;

  /** What came of it. */
  enum Outcome {
    SAME,
    OTHER,
    /** The key makes no MACs, or the token does not let it. */
    UNKNOWN
  }

  private final Token token;
  private final SecureRandom random;

  SecretCheck(Token token, SecureRandom random) {
    this.token = token;
    this.random = random;
  }

  /** Compares the key of that name with the secret. */
  Outcome compare(TokenUri key, SecretKeyKind kind, Secret secret) {
    Optional<MacKeys> keys = token.capability(MacKeys.class);
    if (kind instanceof SecretKeyKind.Aes || keys.isEmpty()) {
      return Outcome.UNKNOWN;
    }
    byte[] message = new byte[CHALLENGE_BYTES];
    random.nextBytes(message);
    byte[] made;
    Digest digest;
    try {
      MacKey found = keys.get().find(key);
      MacKey bound = kind instanceof SecretKeyKind.Hmac hmac ? found.with(hmac.digest()) : found;
      digest = bound.digest();
      made = bound.mac(message);
    } catch (TokenException.NoKey
        | TokenException.Unsupported
        | TokenException.Refused
        | TokenException.Unexplained cannot) {
      return Outcome.UNKNOWN;
    }
    return MessageDigest.isEqual(made, mac(digest, secret, message)) ? Outcome.SAME : Outcome.OTHER;
  }

  private static byte[] mac(Digest digest, Secret secret, byte[] message) {
    byte[] bytes = secret.bytes();
    try {
      Mac mac = Mac.getInstance(digest.hmacName());
      mac.init(new SecretKeySpec(bytes, mac.getAlgorithm()));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
