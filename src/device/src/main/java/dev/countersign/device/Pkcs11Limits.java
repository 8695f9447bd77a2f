package dev.countersign.device;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What no token can be called, since PKCS#11 has no room for it: such a URI is refused ([RFC7512]
 * 2.3). It is read all the same, as the grammar allows it, and an example of [RFC7512] 3 is one.
 */
final class Pkcs11Limits {
  /** Bytes of the fields of CK_INFO, CK_SLOT_INFO and CK_TOKEN_INFO ([PKCS11-BASE] 3). */
  private static final Map<String, Integer> BYTES =
      new TreeMap<>(
          Map.of(
              "token", 32,
              "manufacturer", 32,
              "model", 16,
              "serial", 16,
              "library-manufacturer", 32,
              "library-description", 32,
              "slot-manufacturer", 32,
              "slot-description", 64));

  private static final char UNREADABLE = '\uFFFD';

  private Pkcs11Limits() {}

  /** Why nothing can have that name, in a few words; empty when something can. */
  static Optional<String> broken(TokenUri uri) {
    for (Map.Entry<String, Integer> limit : BYTES.entrySet()) {
      int bytes = uri.attribute(limit.getKey()).map(Pkcs11Limits::bytes).orElse(0);
      if (bytes > limit.getValue()) {
        return Optional.of(
            "%s has %d bytes, and PKCS#11 has room for %d"
                .formatted(limit.getKey(), bytes, limit.getValue()));
      }
    }
    return Optional.empty();
  }

  /** As many as there were: what stands for a byte that is no character counts as that one. */
  private static int bytes(String value) {
    return value.replace(UNREADABLE, ' ').getBytes(StandardCharsets.UTF_8).length;
  }
}
