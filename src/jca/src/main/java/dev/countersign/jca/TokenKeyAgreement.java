package dev.countersign.jca;

import dev.countersign.device.DecryptionKey;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyAlgorithm.Family;
import dev.countersign.device.TokenException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * ECDH ([SP800-56A] 5.7.1.2) or X25519 ([RFC7748] 6.1) by a key on a token. The token is asked in
 * {@code doPhase}; {@code generateSecret} hands the secret out once and forgets it.
 */
final class TokenKeyAgreement extends KeyAgreementSpi {
  private final Family family;
  private @Nullable DecryptionKey key;
  private byte @Nullable [] secret;

  TokenKeyAgreement(Family family) {
    this.family = family;
  }

  @Override
  protected void engineInit(Key privateKey, @Nullable SecureRandom random)
      throws InvalidKeyException {
    forget();
    key = null;
    key = Handles.decryption(privateKey, family);
  }

  @Override
  protected void engineInit(
      Key privateKey, @Nullable AlgorithmParameterSpec parameters, @Nullable SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    if (parameters != null) {
      throw new InvalidAlgorithmParameterException("there are no parameters to set");
    }
    engineInit(privateKey, random);
  }

  @Override
  @SuppressWarnings("NullAway") // null is what KeyAgreementSpi prescribes after the last phase
  protected @Nullable Key engineDoPhase(Key peer, boolean lastPhase) throws InvalidKeyException {
    DecryptionKey own = key;
    if (own == null) {
      throw new IllegalStateException("no key was given");
    }
    if (!lastPhase) {
      throw new IllegalStateException("two parties agree in one phase, which is the last");
    }
    forget();
    if (!(peer instanceof PublicKey publicKey)
        || !KeyAlgorithm.of(publicKey).equals(Optional.of(own.algorithm()))) {
      throw new InvalidKeyException(
          "the other party's public key has to be of the kind " + own.algorithm().externalName());
    }
    byte[] agreed = agree(own, publicKey);
    if (isZero(agreed)) {
      throw new InvalidKeyException("the other party's public key is a point of small order");
    }
    secret = agreed;
    return null;
  }

  private static byte[] agree(DecryptionKey own, PublicKey peer) throws InvalidKeyException {
    try {
      return own.agree(peer);
    } catch (IllegalArgumentException e) {
      throw new InvalidKeyException("the other party's public key: " + e.getMessage(), e);
    } catch (TokenException e) {
      throw new ProviderException(Handles.describe(e), e);
    }
  }

  /** Whether all bytes are zero ([RFC7748] 6.1), in a time that does not depend on them. */
  private static boolean isZero(byte[] bytes) {
    int or = 0;
    for (byte b : bytes) {
      or |= b;
    }
    return or == 0;
  }

  @Override
  protected byte[] engineGenerateSecret() {
    byte[] agreed = secret;
    if (agreed == null) {
      throw new IllegalStateException("doPhase comes first");
    }
    secret = null;
    return agreed;
  }

  @Override
  protected int engineGenerateSecret(byte[] output, int offset) throws ShortBufferException {
    if (secret != null && output.length - offset < secret.length) {
      throw new ShortBufferException("the secret has %d bytes".formatted(secret.length));
    }
    byte[] agreed = engineGenerateSecret();
    System.arraycopy(agreed, 0, output, offset, agreed.length);
    Arrays.fill(agreed, (byte) 0);
    return agreed.length;
  }

  /**
   * The secret as a key. As with the runtime's own agreements the name may be {@code
   * TlsPremasterSecret}, or {@code Generic} for a key that is to be derived from further.
   */
  @Override
  protected SecretKey engineGenerateSecret(String algorithm) throws NoSuchAlgorithmException {
    if (!algorithm.equalsIgnoreCase("TlsPremasterSecret")
        && !algorithm.equalsIgnoreCase("Generic")) {
      throw new NoSuchAlgorithmException(
          "the secret is not a key of " + algorithm + ": derive one from generateSecret()");
    }
    byte[] agreed = engineGenerateSecret();
    try {
      return new SecretKeySpec(agreed, algorithm);
    } finally {
      Arrays.fill(agreed, (byte) 0);
    }
  }

  private void forget() {
    if (secret != null) {
      Arrays.fill(secret, (byte) 0);
      secret = null;
    }
  }
}
