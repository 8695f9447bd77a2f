package dev.countersign.cli.keys;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/** How a shared secret is written. */
enum SecretFormat {
  /** In hexadecimal on one line. */
  HEX,
  /** The bytes themselves. */
  RAW,
  /** In base64 on one line. */
  BASE64;

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The secret in this form; always another array than the secret's. */
  byte[] encode(byte[] secret) {
    return switch (this) {
      case RAW -> secret.clone();
      case BASE64 -> line(Base64.getEncoder().encodeToString(secret));
      case HEX -> line(HexFormat.of().formatHex(secret));
    };
  }

  private static byte[] line(String text) {
    return (text + "\n").getBytes(StandardCharsets.US_ASCII);
  }
}
