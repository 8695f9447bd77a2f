package dev.countersign.simulator.card;

import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * A stream of bytes that a seed determines: SHA-256 over seed and counter. <strong>For tests; it
 * protects nothing</strong>: who knows the seed knows every key. It is a {@link SecureRandom} only
 * so that key generators take it.
 */
public final class SeededRandom extends SecureRandom {
  @Serial private static final long serialVersionUID = 1L;

  private final byte[] seed;
  private long counter;
  private byte[] block = {};
  private int used;

  /** Creates the stream of a number. */
  public SeededRandom(long seed) {
    this(ByteBuffer.allocate(Long.BYTES).putLong(seed).array());
  }

  /** Creates the stream of a name. */
  public SeededRandom(String name) {
    this(name.getBytes(StandardCharsets.UTF_8));
  }

  private SeededRandom(byte[] seed) {
    super(null, null);
    this.seed = seed;
  }

  @Override
  public synchronized void nextBytes(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (used == block.length) {
        block = sha256(counter++);
        used = 0;
      }
      bytes[i] = block[used++];
    }
  }

  private byte[] sha256(long number) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(seed);
      return digest.digest(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public byte[] generateSeed(int numBytes) {
    byte[] bytes = new byte[numBytes];
    nextBytes(bytes);
    return bytes;
  }

  /** Has no effect: the stream stays the one of its seed. */
  @Override
  public void setSeed(byte[] ignored) {}

  /** Has no effect: the stream stays the one of its seed. */
  @Override
  public void setSeed(long ignored) {}

  @Override
  public String getAlgorithm() {
    return "Countersign-Seeded";
  }
}
