package dev.countersign.cli;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/** How the bytes of a response or a secret are written. */
public enum ResponseFormat {
  /** In hexadecimal on one line. */
  HEX,
  /** In base64 on one line. */
  BASE64,
  /** The bytes themselves. */
  RAW;

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The response in this form; always another array than the response's. */
  public byte[] encode(byte[] response) {
    return switch (this) {
      case RAW -> response.clone();
      case BASE64 -> line(Base64.getEncoder().encodeToString(response));
      case HEX -> line(HexFormat.of().formatHex(response));
    };
  }

  private static byte[] line(String text) {
    return (text + "\n").getBytes(StandardCharsets.US_ASCII);
  }
}
