package dev.countersign.wire.cbor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A map, with typed access to members that must or may be there. The order of its entries is that
 * in which they were read or put; the encoding has an order of its own.
 */
public final class CborMap implements Cbor {
  private final Map<Cbor, Cbor> entries;

  CborMap(Map<Cbor, Cbor> entries) {
    this.entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  /** The entries. */
  public Map<Cbor, Cbor> entries() {
    return entries;
  }

  /** Whether there is no entry. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** What is at a key that is an integer. */
  public Optional<Cbor> get(long key) {
    return Optional.ofNullable(entries.get(new Int(key)));
  }

  /** What is at a key that is a text. */
  public Optional<Cbor> get(String key) {
    return Optional.ofNullable(entries.get(new Text(key)));
  }

  /**
   * The bytes at a key, a copy.
   *
   * @throws CborException when there is something else
   */
  public Optional<byte[]> bytes(long key) throws CborException {
    Optional<Cbor> found = get(key);
    return found.isEmpty() ? Optional.empty() : Optional.of(bytes(found.get(), "member " + key));
  }

  /** The bytes at a key; see {@link #bytes(long)}. */
  public Optional<byte[]> bytes(String key) throws CborException {
    Optional<Cbor> found = get(key);
    return found.isEmpty() ? Optional.empty() : Optional.of(bytes(found.get(), key));
  }

  /**
   * The text at a key.
   *
   * @throws CborException when there is something else
   */
  public Optional<String> text(long key) throws CborException {
    Optional<Cbor> found = get(key);
    return found.isEmpty() ? Optional.empty() : Optional.of(text(found.get(), "member " + key));
  }

  /** The text at a key; see {@link #text(long)}. */
  public Optional<String> text(String key) throws CborException {
    Optional<Cbor> found = get(key);
    return found.isEmpty() ? Optional.empty() : Optional.of(text(found.get(), key));
  }

  /**
   * The integer at a key.
   *
   * @throws CborException when there is something else
   */
  public OptionalLong integer(long key) throws CborException {
    Optional<Cbor> found = get(key);
    return found.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(integer(found.get(), "member " + key));
  }

  /** The integer at a key; see {@link #integer(long)}. */
  public OptionalLong integer(String key) throws CborException {
    Optional<Cbor> found = get(key);
    return found.isEmpty() ? OptionalLong.empty() : OptionalLong.of(integer(found.get(), key));
  }

  /**
   * Whether true is at a key; false when nothing is.
   *
   * @throws CborException when there is neither true nor false
   */
  public boolean isTrue(String key) throws CborException {
    Optional<Cbor> found = get(key);
    if (found.isEmpty()) {
      return false;
    }
    if (found.get() instanceof Bool bool) {
      return bool.value();
    }
    throw wrongType(key, "true or false");
  }

  /**
   * The map at a key.
   *
   * @throws CborException when there is something else
   */
  public Optional<CborMap> map(long key) throws CborException {
    Optional<Cbor> found = get(key);
    return found.isEmpty() ? Optional.empty() : Optional.of(map(found.get(), "member " + key));
  }

  /** The map at a key; see {@link #map(long)}. */
  public Optional<CborMap> map(String key) throws CborException {
    Optional<Cbor> found = get(key);
    return found.isEmpty() ? Optional.empty() : Optional.of(map(found.get(), key));
  }

  /**
   * The items of the array at a key; none when nothing is.
   *
   * @throws CborException when there is something else
   */
  public List<Cbor> items(long key) throws CborException {
    Optional<Cbor> found = get(key);
    if (found.isEmpty()) {
      return List.of();
    }
    if (found.get() instanceof Array array) {
      return array.items();
    }
    throw wrongType("member " + key, "an array");
  }

  /**
   * A data item as a map.
   *
   * @param what to call it in the error
   * @throws CborException when it is something else
   */
  public static CborMap map(Cbor item, String what) throws CborException {
    if (item instanceof CborMap map) {
      return map;
    }
    throw wrongType(what, "a map");
  }

  /** A data item as bytes; see {@link #map(Cbor, String)}. */
  public static byte[] bytes(Cbor item, String what) throws CborException {
    if (item instanceof Bytes bytes) {
      return bytes.value();
    }
    throw wrongType(what, "a byte string");
  }

  /** A data item as a text; see {@link #map(Cbor, String)}. */
  public static String text(Cbor item, String what) throws CborException {
    if (item instanceof Text text) {
      return text.value();
    }
    throw wrongType(what, "a text");
  }

  /** A data item as an integer; see {@link #map(Cbor, String)}. */
  public static long integer(Cbor item, String what) throws CborException {
    if (item instanceof Int integer) {
      return integer.value();
    }
    throw wrongType(what, "an integer");
  }

  private static CborException wrongType(String what, String wanted) {
    return new CborException(CborException.Kind.TYPE, "%s is not %s".formatted(what, wanted));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CborMap that && entries.equals(that.entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  @Override
  public String toString() {
    return entries.toString();
  }

  /** Collects entries. */
  public static final class Builder {
    private final Map<Cbor, Cbor> entries;

    Builder(Map<Cbor, Cbor> entries) {
      this.entries = entries;
    }

    /** Puts an entry; what was at the key is replaced. */
    public Builder put(long key, Cbor value) {
      entries.put(new Int(key), value);
      return this;
    }

    /** Puts an entry; what was at the key is replaced. */
    public Builder put(String key, Cbor value) {
      entries.put(new Text(key), value);
      return this;
    }

    /** Puts an entry of bytes, which are copied. */
    public Builder put(long key, byte[] value) {
      return put(key, new Bytes(value));
    }

    /** Puts an entry of bytes, which are copied. */
    public Builder put(String key, byte[] value) {
      return put(key, new Bytes(value));
    }

    /** Puts an integer. */
    public Builder put(long key, long value) {
      return put(key, new Int(value));
    }

    /** Puts an integer. */
    public Builder put(String key, long value) {
      return put(key, new Int(value));
    }

    /** Puts a text. */
    public Builder put(long key, String value) {
      return put(key, new Text(value));
    }

    /** Puts a text. */
    public Builder put(String key, String value) {
      return put(key, new Text(value));
    }

    /** Puts true or false. */
    public Builder put(long key, boolean value) {
      return put(key, new Bool(value));
    }

    /** Puts true or false. */
    public Builder put(String key, boolean value) {
      return put(key, new Bool(value));
    }

    /** The map. */
    public CborMap build() {
      return new CborMap(entries);
    }
  }
}
