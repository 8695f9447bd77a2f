package dev.countersign.card.piv;

import dev.countersign.wire.ChannelException;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Object 5FC109, readable with the PIN only, in which the maker's tools keep the management key
 * ([YK-PIV] PIN-protected management key). What this program does not know of is kept.
 *
 * <p>While one stored key is replaced by another, both are in it: {@code 8A} holds the next one,
 * which no other tool reads. Whichever of the two the token has when it is pulled, it is known.
 *
 * @param fields the data objects inside it, which hold secrets
 */
record ProtectedData(List<Tlv> fields) {
  private static final int CONTAINER = 0x88;
  private static final int KEY = 0x89;
  private static final int NEXT_KEY = 0x8A;

  /**
   * Reads the value of the object.
   *
   * @return empty when something else is in it, such as what is printed on an issued card
   */
  static Optional<ProtectedData> parse(byte[] value) {
    try {
      Optional<Tlv> container =
          Tlv.parseAll(value).stream().findFirst().filter(object -> object.tag() == CONTAINER);
      if (container.isEmpty()) {
        return Optional.empty();
      }
      List<Tlv> fields = container.get().children();
      Arrays.fill(container.get().value(), (byte) 0);
      return Optional.of(new ProtectedData(fields));
    } catch (TlvException e) {
      return Optional.empty();
    }
  }

  /** Writes it; nothing when nothing is in it. */
  void write(PivCard card) throws ChannelException {
    byte[] value =
        fields.isEmpty() ? new byte[0] : Tlv.of(CONTAINER, fields.toArray(Tlv[]::new)).encode();
    try {
      PivObjects.writeSecret(card, PivObjects.PRINTED, value);
    } finally {
      Arrays.fill(value, (byte) 0);
    }
  }

  /** Forgets what is in it. */
  void wipe() {
    fields.forEach(field -> Arrays.fill(field.value(), (byte) 0));
  }

  /** The stored key, which the caller wipes. */
  Optional<byte[]> key() {
    return key(KEY);
  }

  /** The key that was about to take its place, which the caller wipes. */
  Optional<byte[]> nextKey() {
    return key(NEXT_KEY);
  }

  private Optional<byte[]> key(int tag) {
    return Tlv.find(fields, tag)
        .map(Tlv::value)
        .filter(value -> value.length == 16 || value.length == 24 || value.length == 32)
        .map(byte[]::clone);
  }

  /** The same with that key, and none that is about to take its place. */
  ProtectedData withKey(byte[] key) {
    ProtectedData changed = withoutKey();
    changed.fields.add(Tlv.of(KEY, key));
    return changed;
  }

  /** The same with a key that is about to take the place of the one there is. */
  ProtectedData withNextKey(byte[] key) {
    ProtectedData changed = new ProtectedData(without(NEXT_KEY));
    changed.fields.add(Tlv.of(NEXT_KEY, key));
    return changed;
  }

  /** The same with the key that was about to take its place in its place. */
  ProtectedData withNextKeyOnly() {
    byte[] next = nextKey().orElseThrow();
    try {
      return withKey(next);
    } finally {
      Arrays.fill(next, (byte) 0);
    }
  }

  /** The same without any key. */
  ProtectedData withoutKey() {
    return new ProtectedData(without(KEY, NEXT_KEY));
  }

  private List<Tlv> without(int... tags) {
    List<Tlv> others = new ArrayList<>();
    fields.stream()
        .filter(field -> Arrays.stream(tags).noneMatch(tag -> tag == field.tag()))
        .forEach(others::add);
    return others;
  }
}
