package dev.countersign.jca;

import dev.countersign.device.KeyAlgorithm.Family;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import java.io.ByteArrayOutputStream;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * A signature by a key on a token. The message is hashed here, as it arrives; what goes to the
 * token is the hash. An algorithm without a hash keeps the message until it is signed.
 */
abstract class TokenSignature extends SignatureSpi {
  private final Family family;
  private final int maxInputBytes;
  private @Nullable Running running;

  /** The one message that is being signed. */
  private record Running(
      SigningKey key,
      SignatureAlgorithm algorithm,
      @Nullable MessageDigest hash,
      ByteArrayOutputStream whole) {

    static Running with(SigningKey key, SignatureAlgorithm algorithm) {
      return new Running(
          key,
          algorithm,
          algorithm.digest().map(digest -> digest.messageDigest()).orElse(null),
          new ByteArrayOutputStream());
    }

    byte[] input() {
      return hash == null ? whole.toByteArray() : hash.digest();
    }
  }

  /**
   * A signature.
   *
   * @param family the keys that it takes
   * @param maxInputBytes the longest message for an algorithm without a hash, in bytes
   */
  TokenSignature(Family family, int maxInputBytes) {
    this.family = family;
    this.maxInputBytes = maxInputBytes;
  }

  /**
   * The algorithm to sign with.
   *
   * @throws InvalidKeyException when the parameters that were set cannot be used with keys on
   *     tokens
   */
  abstract SignatureAlgorithm algorithm() throws InvalidKeyException;

  @Override
  protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
    throw new InvalidKeyException(
        "the provider Countersign signs and does not verify: get the Signature without naming a"
            + " provider, or name another");
  }

  @Override
  protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
    running = null;
    running = Running.with(Handles.signing(privateKey, family), algorithm());
  }

  /** Begins the message anew, after the parameters changed. */
  final void restart() throws InvalidKeyException {
    if (running != null) {
      running = Running.with(running.key, algorithm());
    }
  }

  /** The key in use; null before it was given. */
  final @Nullable SigningKey key() {
    return running == null ? null : running.key;
  }

  @Override
  protected void engineUpdate(byte b) throws SignatureException {
    engineUpdate(new byte[] {b}, 0, 1);
  }

  @Override
  protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
    Running now = requireRunning();
    if (now.hash != null) {
      now.hash.update(bytes, offset, length);
    } else if (length > maxInputBytes - now.whole.size()) {
      now.whole.reset();
      throw new SignatureException(
          "%s takes at most %d bytes".formatted(now.algorithm.name(), maxInputBytes));
    } else {
      now.whole.write(bytes, offset, length);
    }
  }

  @Override
  protected byte[] engineSign() throws SignatureException {
    Running now = requireRunning();
    // Whatever comes of it, the next message begins empty.
    running = Running.with(now.key, now.algorithm);
    try {
      return now.key.signDigest(now.algorithm, now.input());
    } catch (TokenException e) {
      throw new SignatureException(Handles.describe(e), e);
    } catch (IllegalArgumentException e) {
      throw new SignatureException(now.key.uri() + ": " + e.getMessage(), e);
    }
  }

  private Running requireRunning() throws SignatureException {
    if (running == null) {
      throw new SignatureException("no key was given");
    }
    return running;
  }

  @Override
  protected boolean engineVerify(byte[] signature) throws SignatureException {
    throw new SignatureException("not initialised to verify");
  }

  @Override
  @Deprecated
  protected void engineSetParameter(String name, Object value) {
    throw new InvalidParameterException("there is no parameter of that name");
  }

  @Override
  @Deprecated
  protected Object engineGetParameter(String name) {
    throw new InvalidParameterException("there is no parameter of that name");
  }

  @Override
  protected abstract void engineSetParameter(@Nullable AlgorithmParameterSpec parameters)
      throws InvalidAlgorithmParameterException;

  @Override
  protected abstract @Nullable AlgorithmParameters engineGetParameters();
}
