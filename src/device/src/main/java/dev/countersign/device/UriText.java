package dev.countersign.device;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Percent-encoding of values. Written is what the grammar allows and nothing else ([RFC7512] 2.3);
 * read is more, such as a blank that somebody typed.
 */
final class UriText {
  // pk11-res-avail
  private static final String RESERVED = ":[]@!$'()*+,=";
  private static final String UNRESERVED = "-._~";
  private static final String PATH = UNRESERVED + RESERVED + "&";
  private static final String QUERY = UNRESERVED + RESERVED + "/?|";

  /** Parts whose values are bytes, kept as one character for each. */
  private static final Set<String> BINARY = Set.of("id");

  private UriText() {}

  /** How the bytes of a part stand for characters. */
  static Charset charset(String part) {
    return BINARY.contains(part) ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
  }

  /** Writes a value of the path. Slashes are plain in our own schemes, where accounts have them. */
  static void encodePath(StringBuilder text, UriScheme scheme, String part, String value) {
    encode(text, part, value, scheme.isPkcs11() ? PATH : PATH + "/");
  }

  /** Writes a value of the query. */
  static void encodeQuery(StringBuilder text, String part, String value) {
    encode(text, part, value, QUERY);
  }

  private static void encode(StringBuilder text, String part, String value, String plain) {
    // [RFC7512] 2.3: all of an id is encoded, since it is no text.
    boolean all = BINARY.contains(part);
    for (byte b : value.getBytes(charset(part))) {
      char c = (char) (b & 0xFF);
      if (!all && (UriScheme.isAsciiLetterOrDigit(c) || plain.indexOf(c) >= 0)) {
        text.append(c);
      } else {
        text.append('%').append("%02X".formatted((int) c));
      }
    }
  }

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException when it is not encoded as it should be
   */
  static String decode(String part, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] decoded = new byte[bytes.length];
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      if (b == '%') {
        boolean complete = i + 2 < bytes.length;
        int high = complete ? Character.digit(bytes[i + 1], 16) : -1;
        int low = complete ? Character.digit(bytes[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw new IllegalArgumentException("'%' is followed by two hexadecimal digits");
        }
        b = (byte) (high << 4 | low);
        i += 2;
      } else if (b >= 0 && b < ' ') {
        throw new IllegalArgumentException("a control character in '%s'".formatted(part));
      }
      decoded[length++] = b;
    }
    return text(part, ByteBuffer.wrap(decoded, 0, length));
  }

  /** What is no UTF-8 is refused: a character in its place could make two names equal. */
  private static String text(String part, ByteBuffer bytes) {
    try {
      return charset(part).newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("'%s' is not in UTF-8".formatted(part), e);
    }
  }
}
