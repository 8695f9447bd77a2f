package dev.countersign.card.piv;

import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** The card holder unique identifier ([SP800-73-4/1] 3.1.2). */
final class Chuid {
  private static final int FASC_N = 0x30;
  private static final int GUID = 0x34;
  private static final int EXPIRY = 0x35;
  private static final int SIGNATURE = 0x3E;
  private static final int ERROR_DETECTION = 0xFE;

  /** 9999-9999-999999-0-1-0000000000-3-0000-1: a card of no federal agency. */
  private static final byte[] NON_FEDERAL =
      HexFormat.of().parseHex("D4E739DA739CED39CE739D836858210842108421C84210C3EB");

  private Chuid() {}

  /** The GUID in hexadecimal; empty when the object has none, or zeros. */
  static Optional<String> guid(byte[] value) {
    try {
      return Tlv.find(Tlv.parseAll(value), GUID)
          .map(Tlv::value)
          .filter(guid -> guid.length == 16)
          .map(guid -> HexFormat.of().formatHex(guid).toLowerCase(Locale.ROOT))
          .filter(guid -> !guid.equals("0".repeat(32)));
    } catch (TlvException e) {
      return Optional.empty();
    }
  }

  /** A new one with a random GUID of version 4, as the token's maker writes it. */
  static byte[] create(SecureRandom random) {
    byte[] guid = new byte[16];
    random.nextBytes(guid);
    guid[6] = (byte) ((guid[6] & 0x0F) | 0x40);
    guid[8] = (byte) ((guid[8] & 0x3F) | 0x80);
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    value.writeBytes(Tlv.of(FASC_N, NON_FEDERAL).encode());
    value.writeBytes(Tlv.of(GUID, guid).encode());
    value.writeBytes(Tlv.of(EXPIRY, "20300101".getBytes(StandardCharsets.US_ASCII)).encode());
    value.writeBytes(Tlv.of(SIGNATURE).encode());
    value.writeBytes(Tlv.of(ERROR_DETECTION).encode());
    return value.toByteArray();
  }
}
