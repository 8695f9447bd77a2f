package dev.countersign.relyingparty.code;

import dev.countersign.wire.oath.HotpValue;
import dev.countersign.wire.oath.OathHash;

/**
 * A device that makes codes of a counter, as it was enrolled; its seed is the caller's to keep.
 *
 * @param id names it in the store, 1 to 256 characters
 * @param hash the hash function; [RFC4226] knows SHA-1 only
 * @param digits 6 to 8
 */
public record HotpDevice(String id, OathHash hash, int digits) {
  private static final int MAX_ID_CHARACTERS = 256;

  /** Checks the parts. */
  public HotpDevice {
    requireParts(id, digits);
  }

  static void requireParts(String id, int digits) {
    if (id.isEmpty() || id.length() > MAX_ID_CHARACTERS) {
      throw new IllegalArgumentException("the name of a device has 1 to 256 characters");
    }
    if (digits < HotpValue.MIN_DIGITS || digits > HotpValue.MAX_DIGITS) {
      throw new IllegalArgumentException("a code has 6 to 8 digits");
    }
  }

  /** SHA-1 and 6 digits. */
  public static HotpDevice usual(String id) {
    return new HotpDevice(id, OathHash.SHA1, 6);
  }
}
