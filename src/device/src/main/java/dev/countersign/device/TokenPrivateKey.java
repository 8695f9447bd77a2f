package dev.countersign.device;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * A {@link PrivateKey} whose private part is on a token: {@link #getEncoded()} and {@link
 * #getFormat()} are null. It works with the provider {@code Countersign} and no other.
 */
@SuppressWarnings("serial") // refuses to be serialized
public abstract sealed class TokenPrivateKey implements PrivateKey {
  @Serial private static final long serialVersionUID = 1L;

  private final transient TokenKey key;

  private TokenPrivateKey(TokenKey key) {
    this.key = key;
  }

  /** The handle for a key. */
  public static TokenPrivateKey of(TokenKey key) {
    return switch (key.algorithm().family()) {
      case RSA -> new Rsa(key);
      case EC -> new Ec(key);
      case ED25519, X25519 -> new Edwards(key);
    };
  }

  /** The key on the token; a {@link SigningKey}, a {@link DecryptionKey} or both. */
  public TokenKey key() {
    return key;
  }

  @Override
  public String getAlgorithm() {
    return key.algorithm().family().jcaName();
  }

  @Override
  @SuppressWarnings("NullAway") // null is what java.security.Key prescribes here
  public @Nullable String getFormat() {
    return null;
  }

  @Override
  @SuppressWarnings("NullAway") // null is what java.security.Key prescribes here
  public byte @Nullable [] getEncoded() {
    return null;
  }

  @Override
  public String toString() {
    return "TokenPrivateKey[" + key.uri() + "]";
  }

  @Serial
  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a key on a token cannot be serialized");
  }

  /** An RSA key: its size can be asked, which TLS needs. */
  public static final class Rsa extends TokenPrivateKey implements RSAKey {
    @Serial private static final long serialVersionUID = 1L;

    private Rsa(TokenKey key) {
      super(key);
    }

    @Override
    public BigInteger getModulus() {
      return ((RSAPublicKey) key().publicKey()).getModulus();
    }
  }

  /** A key on a NIST curve: its curve can be asked, which TLS needs. */
  public static final class Ec extends TokenPrivateKey implements ECKey {
    @Serial private static final long serialVersionUID = 1L;

    private Ec(TokenKey key) {
      super(key);
    }

    @Override
    public ECParameterSpec getParams() {
      return ((ECPublicKey) key().publicKey()).getParams();
    }
  }

  /** An Ed25519 or X25519 key. */
  public static final class Edwards extends TokenPrivateKey {
    @Serial private static final long serialVersionUID = 1L;

    private Edwards(TokenKey key) {
      super(key);
    }
  }
}
