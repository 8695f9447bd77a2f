package dev.countersign.aws.cloudfront;

/** What text from outside may contain, and how it is shown in messages. */
final class Characters {
  private static final int SHOWN_MAX = 200;

  private Characters() {}

  /** The text in a message: one line of printable ASCII, not too long. */
  static String shown(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (i == SHOWN_MAX) {
        return out.append("...").toString();
      }
      char c = text.charAt(i);
      if (c >= 0x20 && c < 0x7f) {
        out.append(c);
      } else {
        out.append("\\u%04x".formatted((int) c));
      }
    }
    return out.toString();
  }

  /**
   * The first character that may not stand in a URL ([RFC3986] 2) and so not in a policy: control
   * characters, space, quotes, backslash, other delimiters, anything beyond ASCII.
   *
   * @return its index, or -1
   */
  static int firstNotUrl(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= 0x20 || c >= 0x7f) {
        return i;
      }
      switch (c) {
        case '"', '\\', '<', '>', '^', '`', '{', '|', '}' -> {
          return i;
        }
        default -> {}
      }
    }
    return -1;
  }

  /** How a character is called in a message. */
  static String name(char c) {
    if (c == ' ') {
      return "a space";
    } else if (c < 0x20 || c == 0x7f) {
      return "the control character U+%04X".formatted((int) c);
    } else if (c >= 0x80) {
      return "the character U+%04X, which is not ASCII".formatted((int) c);
    }
    return "the character " + c;
  }

  /** The value of a hexadecimal digit, or -1. */
  static int hex(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    } else if (c >= 'A' && c <= 'F') {
      return c - 'A' + 10;
    } else if (c >= 'a' && c <= 'f') {
      return c - 'a' + 10;
    }
    return -1;
  }

  /** The index of a percent sign without two hexadecimal digits after it, or -1. */
  static int firstBrokenEscape(String text) {
    for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
      if (i + 2 >= text.length() || hex(text.charAt(i + 1)) < 0 || hex(text.charAt(i + 2)) < 0) {
        return i;
      }
    }
    return -1;
  }
}
