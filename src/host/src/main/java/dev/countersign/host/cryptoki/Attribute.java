package dev.countersign.host.cryptoki;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One attribute of a template ({@code CK_ATTRIBUTE}). Numbers are kept as such, since their length
 * differs between platforms.
 */
public sealed interface Attribute {

  /** Which: one of {@link Cka}, or a vendor's. */
  long type();

  /** A {@code CK_BBOOL}. */
  record Flag(long type, boolean value) implements Attribute {}

  /** A {@code CK_ULONG}: a class, a type of key, a length. */
  record Number(long type, long value) implements Attribute {}

  /** An array of {@code CK_ULONG}: mechanisms. */
  record Numbers(long type, long... values) implements Attribute {
    @Override
    public boolean equals(Object other) {
      return other instanceof Numbers that
          && type == that.type
          && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return 31 * Long.hashCode(type) + Arrays.hashCode(values);
    }
  }

  /** Bytes. Not copied: what is secret in them is the caller's to wipe. */
  record Bytes(long type, byte[] value) implements Attribute {
    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes that && type == that.type && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
      return 31 * Long.hashCode(type) + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
      return "Bytes[type=0x%X, %d bytes]".formatted(type, value.length);
    }
  }

  /** A flag. */
  static Attribute of(long type, boolean value) {
    return new Flag(type, value);
  }

  /** A number. */
  static Attribute of(long type, long value) {
    return new Number(type, value);
  }

  /** Text in UTF-8. */
  static Attribute of(long type, String value) {
    return new Bytes(type, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes. */
  static Attribute of(long type, byte[] value) {
    return new Bytes(type, value);
  }
}
