package dev.countersign.cli.signature;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/** How a signature is written. */
enum SignatureFormat {
  /** Binary; ECDSA as the SEQUENCE of two integers that openssl and X.509 use. */
  DER,
  /** Binary; ECDSA as the two integers one after the other that JWS and SSH-like protocols use. */
  RAW,
  /** What DER is, in base64 on one line. */
  BASE64,
  /** What DER is, in hexadecimal on one line. */
  HEX;

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  byte[] encode(byte[] signature) {
    return switch (this) {
      case DER, RAW -> signature;
      case BASE64 -> line(Base64.getEncoder().encodeToString(signature));
      case HEX -> line(HexFormat.of().formatHex(signature));
    };
  }

  private static byte[] line(String text) {
    return (text + "\n").getBytes(StandardCharsets.US_ASCII);
  }
}
