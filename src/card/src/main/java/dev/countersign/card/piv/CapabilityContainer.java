package dev.countersign.card.piv;

import java.security.SecureRandom;
import java.util.HexFormat;

/** The card capability container ([SP800-73-4/1] 3.1.1). */
final class CapabilityContainer {
  private static final String BEFORE_ID = "F015A000000116FF02";
  private static final String AFTER_ID = "F10121F20121F300F40100F50110F600F700FA00FB00FC00FD00FE00";
  private static final int ID_BYTES = 14;

  private CapabilityContainer() {}

  /** A new one with a random card identifier, as the token's maker writes it. */
  static byte[] create(SecureRandom random) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return HexFormat.of().parseHex(BEFORE_ID + HexFormat.of().formatHex(id) + AFTER_ID);
  }
}
