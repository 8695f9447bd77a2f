package dev.countersign.wire.cbor;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A data item of those that [CTAP2.1] 8 allows: integers of 64 bits with sign, byte strings, text,
 * arrays, maps and the simple values true, false and null. Never changed.
 */
public sealed interface Cbor
    permits Cbor.Int, Cbor.Text, Cbor.Bool, Cbor.Null, Cbor.Array, Cbor.Bytes, CborMap {

  // Keys of maps can be compared, so that a map of keys with equal hashes is no slower than others.

  /** An integer. */
  record Int(long value) implements Cbor, Comparable<Int> {
    @Override
    public int compareTo(Int other) {
      return Long.compare(value, other.value);
    }
  }

  /** A text string. */
  record Text(String value) implements Cbor, Comparable<Text> {
    @Override
    public int compareTo(Text other) {
      return value.compareTo(other.value);
    }
  }

  /** True or false. */
  record Bool(boolean value) implements Cbor {}

  /** The simple value null. */
  record Null() implements Cbor {}

  /** An array. */
  record Array(List<Cbor> items) implements Cbor {
    /** An array of these. */
    public Array {
      items = List.copyOf(items);
    }

    /** An array of these. */
    public static Array of(Cbor... items) {
      return new Array(List.of(items));
    }
  }

  /** A byte string. */
  final class Bytes implements Cbor, Comparable<Bytes> {
    private final byte[] value;

    /** A string of these bytes, which are copied. */
    public Bytes(byte[] value) {
      this.value = value.clone();
    }

    /** The bytes, a copy. */
    public byte[] value() {
      return value.clone();
    }

    /** The number of bytes. */
    public int length() {
      return value.length;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(value);
    }

    @Override
    public int compareTo(Bytes other) {
      return Arrays.compareUnsigned(value, other.value);
    }

    /** In hexadecimal. */
    @Override
    public String toString() {
      return HexFormat.of().formatHex(value);
    }
  }

  /**
   * A byte string.
   *
   * @param value its bytes, which are copied
   */
  static Bytes bytes(byte[] value) {
    return new Bytes(value);
  }

  /** A text string. */
  static Text text(String value) {
    return new Text(value);
  }

  /** An integer. */
  static Int integer(long value) {
    return new Int(value);
  }

  /** True or false. */
  static Bool bool(boolean value) {
    return new Bool(value);
  }

  /** The beginning of a map. */
  static CborMap.Builder map() {
    return new CborMap.Builder(new LinkedHashMap<>());
  }

  /** A map of these. */
  static CborMap map(Map<Cbor, Cbor> entries) {
    return new CborMap(entries);
  }

  /** The canonical encoding ([CTAP2.1] 8). */
  default byte[] encode() {
    return CborEncoder.encode(this);
  }
}
