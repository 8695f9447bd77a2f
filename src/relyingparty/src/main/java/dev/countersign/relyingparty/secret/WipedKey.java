package dev.countersign.relyingparty.secret;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.util.Arrays;
import javax.crypto.SecretKey;

/** A key of which nothing is left when it is closed; that of the JDK cannot be wiped. */
public final class WipedKey implements SecretKey, AutoCloseable {
  @Serial private static final long serialVersionUID = 1L;

  private final String algorithm;
  private final transient byte[] bytes;

  /**
   * A key.
   *
   * @param algorithm as the JDK calls it: {@code HmacSHA1}, {@code AES}
   * @param bytes of which a copy is taken
   */
  public WipedKey(String algorithm, byte[] bytes) {
    this.algorithm = algorithm;
    this.bytes = bytes.clone();
  }

  @Override
  public String getAlgorithm() {
    return algorithm;
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  /** A copy, which the caller wipes; the JDK's own MACs and ciphers do. */
  @Override
  public byte[] getEncoded() {
    return bytes.clone();
  }

  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return algorithm + " key";
  }

  @Serial
  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException(WipedKey.class.getName());
  }
}
