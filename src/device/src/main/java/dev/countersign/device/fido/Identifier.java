package dev.countersign.device.fido;

import java.util.Arrays;
import java.util.Base64;

/**
 * Bytes that name a credential or an account and mean nothing ([WEBAUTHN-3] 4, "credential ID" and
 * "user handle"). Never changed. As text they are base64url without padding.
 */
public final class Identifier {
  /** The longest that there may be, in bytes. */
  public static final int MAX_BYTES = 1023;

  private final byte[] bytes;

  private Identifier(byte[] bytes) {
    if (bytes.length == 0 || bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "an identifier has 1 to %d bytes, not %d".formatted(MAX_BYTES, bytes.length));
    }
    this.bytes = bytes;
  }

  /**
   * An identifier of these bytes, which are copied.
   *
   * @throws IllegalArgumentException unless they are 1 to {@link #MAX_BYTES}
   */
  public static Identifier of(byte[] bytes) {
    return new Identifier(bytes.clone());
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Identifier parse(String text) {
    return new Identifier(Base64.getUrlDecoder().decode(text));
  }

  /** The bytes, a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The number of bytes. */
  public int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Identifier that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The text form. */
  @Override
  public String toString() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
