package dev.countersign.card.piv;

import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.util.Optional;

/**
 * The makers' two objects for a management key behind the PIN ([YK-PIV] PIN-protected management
 * key): one says that it is so, the other, readable with the PIN only, holds the key.
 */
final class AdminData {
  private static final int ADMIN = 0x80;
  private static final int FLAGS = 0x81;
  private static final int PROTECTED = 0x88;
  private static final int KEY = 0x89;
  private static final int FLAG_KEY_STORED = 0x02;

  private AdminData() {}

  /** Whether object 5FFF00 says that the management key is stored behind the PIN. */
  static boolean saysProtected(byte[] admin) {
    try {
      Optional<Tlv> container = Tlv.find(Tlv.parseAll(admin), ADMIN);
      Optional<Tlv> flags = container.isPresent() ? container.get().child(FLAGS) : Optional.empty();
      return flags
          .filter(object -> object.value().length == 1)
          .filter(object -> (object.value()[0] & FLAG_KEY_STORED) != 0)
          .isPresent();
    } catch (TlvException e) {
      return false;
    }
  }

  /** The value of object 5FFF00 that says so. */
  static byte[] protectedMark() {
    return Tlv.of(ADMIN, Tlv.of(FLAGS, new byte[] {FLAG_KEY_STORED})).encode();
  }

  /** The value of object 5FFF00 that says nothing. */
  static byte[] emptyMark() {
    return Tlv.of(ADMIN).encode();
  }

  /** The key in object 5FC109, which the caller wipes; empty when it holds none. */
  static Optional<byte[]> storedKey(byte[] printed) {
    try {
      Optional<Tlv> container = Tlv.find(Tlv.parseAll(printed), PROTECTED);
      Optional<Tlv> key = container.isPresent() ? container.get().child(KEY) : Optional.empty();
      return key.map(Tlv::value)
          .filter(value -> value.length == 16 || value.length == 24 || value.length == 32);
    } catch (TlvException e) {
      return Optional.empty();
    }
  }

  /** The value of object 5FC109 that holds a key. */
  static byte[] storeKey(byte[] key) {
    return Tlv.of(PROTECTED, Tlv.of(KEY, key)).encode();
  }
}
