package dev.countersign.device;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A PIN, PUK or management key in memory, until it is closed. Closing overwrites the bytes. Nothing
 * of the content is in {@link #toString()}, {@code equals} is identity, and it is not serializable.
 */
public final class Secret implements AutoCloseable {
  private final byte[] bytes;
  private boolean closed;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes a copy of the bytes; the caller still wipes its own. */
  public static Secret copyOf(byte[] bytes) {
    return new Secret(bytes.clone());
  }

  /**
   * Takes the characters as UTF-8; the caller still wipes its own.
   *
   * @throws IllegalArgumentException when they are not valid Unicode
   */
  public static Secret copyOf(char[] characters) {
    CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    byte[] buffer = new byte[(int) Math.ceil(characters.length * encoder.maxBytesPerChar())];
    ByteBuffer encoded = ByteBuffer.wrap(buffer);
    CoderResult result = encoder.encode(CharBuffer.wrap(characters), encoded, true);
    byte[] bytes = Arrays.copyOf(buffer, encoded.position());
    Arrays.fill(buffer, (byte) 0);
    if (result.isError()) {
      Arrays.fill(bytes, (byte) 0);
      throw new IllegalArgumentException("the characters are not valid Unicode");
    }
    return new Secret(bytes);
  }

  /**
   * A copy of the bytes, which the caller wipes.
   *
   * @throws IllegalStateException when this secret was closed
   */
  public synchronized byte[] bytes() {
    requireOpen();
    return bytes.clone();
  }

  /** A second secret with the same content and a life of its own. */
  public synchronized Secret copy() {
    requireOpen();
    return new Secret(bytes.clone());
  }

  /** The number of bytes. */
  public int length() {
    return bytes.length;
  }

  @Override
  public synchronized void close() {
    Arrays.fill(bytes, (byte) 0);
    closed = true;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the secret was wiped");
    }
  }

  @Override
  public String toString() {
    return "Secret";
  }
}
