package dev.countersign.simulator.fido;

import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An account at a relying party.
 *
 * @param id the user handle, 1 to 64 bytes
 * @param name what the user signs in as, if it was told
 * @param displayName what the user is called, if it was told
 */
@SuppressWarnings("ArrayRecordComponent") // compared by sameAs
record User(byte[] id, @Nullable String name, @Nullable String displayName) {
  private static final int MAX_ID_BYTES = 64;
  private static final int MAX_NAME_BYTES = 64;
  private static final String ID = "id";
  private static final String NAME = "name";
  private static final String DISPLAY_NAME = "displayName";

  /** Reads a PublicKeyCredentialUserEntity; names that are too long are cut ([CTAP2.1] 6.8.7). */
  static User read(CborMap map) throws CborException, CtapRefusal {
    byte[] id = Parameters.required(map.bytes(ID));
    CtapRefusal.unless(id.length >= 1 && id.length <= MAX_ID_BYTES, CtapStatus.INVALID_LENGTH);
    return new User(id, cut(map.text(NAME)), cut(map.text(DISPLAY_NAME)));
  }

  private static @Nullable String cut(Optional<String> text) {
    if (text.isEmpty()) {
      return null;
    }
    byte[] utf8 = text.get().getBytes(StandardCharsets.UTF_8);
    int end = Math.min(utf8.length, MAX_NAME_BYTES);
    while (end < utf8.length && end > 0 && (utf8[end] & 0xC0) == 0x80) {
      end--; // not in the middle of a character
    }
    return new String(utf8, 0, end, StandardCharsets.UTF_8);
  }

  boolean sameAs(byte[] otherId) {
    return Arrays.equals(id, otherId);
  }

  /** As answers have it. */
  CborMap write(boolean withNames) {
    CborMap.Builder map = Cbor.map().put(ID, id);
    if (withNames && name != null) {
      map.put(NAME, name);
    }
    if (withNames && displayName != null) {
      map.put(DISPLAY_NAME, displayName);
    }
    return map.build();
  }

  @Override
  public String toString() {
    return "user " + name;
  }
}
