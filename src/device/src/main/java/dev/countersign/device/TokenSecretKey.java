package dev.countersign.device;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serial;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SecretKey} that is on a token and makes MACs: {@link #getEncoded()} and {@link
 * #getFormat()} are null. It works with the provider {@code Countersign} and no other.
 */
@SuppressWarnings("serial") // refuses to be serialized
public final class TokenSecretKey implements SecretKey {
  @Serial private static final long serialVersionUID = 1L;

  private final transient MacKey key;

  /** The handle for a key. */
  public TokenSecretKey(MacKey key) {
    this.key = key;
  }

  /** The key on the token. */
  public MacKey key() {
    return key;
  }

  /**
   * {@code HmacSHA256} for a key that is bound to one hash function; {@code Generic} for one that
   * takes several, which the name of the MAC chooses from.
   */
  @Override
  public String getAlgorithm() {
    return key.digests().size() == 1 ? key.digest().hmacName() : "Generic";
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
    return "TokenSecretKey[" + key.uri() + "]";
  }

  @Serial
  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a key on a token cannot be serialized");
  }
}
