package dev.countersign.device.fido;

import java.util.Arrays;
import java.util.HexFormat;

/** SHA-256 of the client data ([WEBAUTHN-3] 5.8.1), which names type, challenge and origin. */
public final class ClientDataHash {
  /** The size of SHA-256, in bytes. */
  public static final int BYTES = 32;

  private final byte[] bytes;

  private ClientDataHash(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * A hash of these bytes, which are copied.
   *
   * @throws IllegalArgumentException unless they are {@link #BYTES}
   */
  public static ClientDataHash of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "a SHA-256 hash has %d bytes, not %d".formatted(BYTES, bytes.length));
    }
    return new ClientDataHash(bytes.clone());
  }

  /** The bytes, a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClientDataHash that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** In hexadecimal. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
