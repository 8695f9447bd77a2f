package dev.countersign.aws.cloudfront;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Base64 ([RFC4648] 4) with {@code +}, {@code =} and {@code /} written as {@code -}, {@code _} and
 * {@code ~} ([CF-SIGNED] "Create a signature"). This is not the URL-safe alphabet of [RFC4648] 5.
 */
final class UrlSafeBase64 {
  private UrlSafeBase64() {}

  static String encode(byte[] data) {
    byte[] text = Base64.getEncoder().encode(data);
    for (int i = 0; i < text.length; i++) {
      switch (text[i]) {
        case '+' -> text[i] = '-';
        case '=' -> text[i] = '_';
        case '/' -> text[i] = '~';
        default -> {}
      }
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** Decodes what {@link #encode} can have written, and nothing else. */
  static Optional<byte[]> decode(String text) {
    byte[] standard = new byte[text.length()];
    for (int i = 0; i < standard.length; i++) {
      char c = text.charAt(i);
      switch (c) {
        case '-' -> standard[i] = '+';
        case '_' -> standard[i] = '=';
        case '~' -> standard[i] = '/';
        default -> {
          if (c >= 0x80) {
            return Optional.empty();
          }
          standard[i] = (byte) c;
        }
      }
    }
    byte[] data;
    try {
      data = Base64.getDecoder().decode(standard);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    // The decoder of the JDK takes missing padding and stray bits in the last digit, and the digits
    // of the standard alphabet went through above.
    return encode(data).equals(text) ? Optional.of(data) : Optional.empty();
  }
}
