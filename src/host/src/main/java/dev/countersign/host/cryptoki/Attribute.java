package dev.countersign.host.cryptoki;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

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
  record Ulong(long type, long value) implements Attribute {}

  /** An array of {@code CK_ULONG}: mechanisms. */
  record Ulongs(long type, List<Long> values) implements Attribute {
    public Ulongs {
      values = List.copyOf(values);
    }
  }

  /** Bytes. Not copied: what is secret in them is the caller's to wipe. */
  final class Bytes implements Attribute {
    private final long type;
    private final byte[] value;

    private Bytes(long type, byte[] value) {
      this.type = type;
      this.value = value;
    }

    @Override
    public long type() {
      return type;
    }

    /** The bytes themselves. */
    public byte[] value() {
      return value;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes that
          && type == that.type
          && MessageDigest.isEqual(value, that.value);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(type);
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
    return new Ulong(type, value);
  }

  /** Several numbers. */
  static Attribute of(long type, List<Long> values) {
    return new Ulongs(type, values);
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
