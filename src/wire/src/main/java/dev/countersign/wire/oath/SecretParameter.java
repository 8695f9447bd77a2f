package dev.countersign.wire.oath;

import java.util.Arrays;

/** The parameter of an otpauth URI that must not become a String. */
final class SecretParameter {
  private SecretParameter() {}

  /**
   * The text with the value of every {@code secret} parameter left out, so that it may be a String.
   */
  static String leftOut(char[] text) {
    StringBuilder rest = new StringBuilder();
    int at = 0;
    while (at < text.length) {
      int value = secretValue(text, at);
      if (value < 0) {
        rest.append(text[at++]);
        continue;
      }
      rest.append(text, at, value - at);
      at = end(text, value);
    }
    return rest.toString();
  }

  /** Where the value of a secret parameter begins that begins here; -1 when none does. */
  private static int secretValue(char[] text, int at) {
    if (text[at] != '?' && text[at] != '&') {
      return -1;
    }
    String name = "secret=";
    for (int i = 0; i < name.length(); i++) {
      if (at + 1 + i >= text.length || Character.toLowerCase(text[at + 1 + i]) != name.charAt(i)) {
        return -1;
      }
    }
    return at + 1 + name.length();
  }

  private static int end(char[] text, int from) {
    int end = from;
    while (end < text.length && text[end] != '&' && text[end] != '#') {
      end++;
    }
    return end;
  }

  /**
   * The bytes of the one secret.
   *
   * @throws IllegalArgumentException when there is none, or another number of them, or no base32
   */
  static byte[] seed(char[] text) {
    int from = -1;
    for (int i = 0; i < text.length; i++) {
      int value = secretValue(text, i);
      if (value >= 0 && from >= 0) {
        throw new IllegalArgumentException("an otpauth URI has one secret");
      }
      from = value >= 0 ? value : from;
    }
    if (from < 0) {
      throw new IllegalArgumentException("an otpauth URI has a secret");
    }
    char[] value = plain(text, from, end(text, from));
    try {
      byte[] seed = Base32.decode(value);
      if (seed.length == 0) {
        throw new IllegalArgumentException("the secret of the otpauth URI is empty");
      }
      return seed;
    } finally {
      Arrays.fill(value, '\0');
    }
  }

  /** The characters with %3D and its like decoded; base32 has none but ASCII. */
  private static char[] plain(char[] text, int from, int to) {
    char[] value = new char[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      char c = text[i];
      if (c == '%') {
        int high = i + 2 < to ? Character.digit(text[i + 1], 16) : -1;
        int low = i + 2 < to ? Character.digit(text[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          Arrays.fill(value, '\0');
          throw new IllegalArgumentException("'%' is followed by two hexadecimal digits");
        }
        c = (char) (high << 4 | low);
        i += 2;
      }
      value[length++] = c == '+' ? ' ' : c;
    }
    char[] exact = Arrays.copyOf(value, length);
    Arrays.fill(value, '\0');
    return exact;
  }
}
