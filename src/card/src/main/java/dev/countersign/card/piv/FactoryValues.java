package dev.countersign.card.piv;

import dev.countersign.device.Secret;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * What tokens are sold with ([YK-PIV] default values). Used only where the token says that they are
 * still set, or where the caller said to try.
 */
final class FactoryValues {
  private FactoryValues() {}

  static Secret pin() {
    return Secret.copyOf("123456".getBytes(StandardCharsets.US_ASCII));
  }

  static Secret puk() {
    return Secret.copyOf("12345678".getBytes(StandardCharsets.US_ASCII));
  }

  static Secret managementKey() {
    return Secret.copyOf(HexFormat.of().parseHex("0102030405060708".repeat(3)));
  }
}
