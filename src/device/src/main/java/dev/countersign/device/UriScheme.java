package dev.countersign.device;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the parts of a URI of one scheme are called and may say.
 *
 * @param name the scheme
 * @param path the parts that say which
 * @param query the parts that say how to reach it
 * @param vendors whether other parts are allowed, those of vendors
 */
record UriScheme(String name, Set<String> path, Set<String> query, boolean vendors) {
  private static final Set<String> QUERY = Set.of("pin-source");
  private static final String UNSIGNED_LONG = "18446744073709551615";

  private static final Map<String, UriScheme> ALL =
      Map.of(
          "piv", ours("piv", Set.of("serial", "slot", "reader")),
          "oath", ours("oath", Set.of("serial", "account", "reader")),
          "otp", ours("otp", Set.of("serial", "slot", "reader")),
          "fido", ours("fido", Set.of("serial", "reader")),
          "pkcs11", pkcs11());

  private static UriScheme ours(String name, Set<String> path) {
    return new UriScheme(name, path, QUERY, false);
  }

  // [RFC7512] 2.3
  private static UriScheme pkcs11() {
    return new UriScheme(
        "pkcs11",
        Set.of(
            "token",
            "manufacturer",
            "serial",
            "model",
            "library-manufacturer",
            "library-version",
            "library-description",
            "object",
            "type",
            "id",
            "slot-manufacturer",
            "slot-description",
            "slot-id"),
        Set.of("pin-source", "module-name", "module-path"),
        true);
  }

  static UriScheme of(String name) {
    UriScheme scheme = ALL.get(name);
    if (scheme == null) {
      throw new IllegalArgumentException(
          "unknown kind of token '%s': known are %s"
              .formatted(name, String.join(", ", new TreeSet<>(ALL.keySet()))));
    }
    return scheme;
  }

  boolean isPkcs11() {
    return vendors;
  }

  /** Serial numbers and slots of ours are read in any letter case; [RFC7512] 2.6 knows none. */
  boolean ignoresCase(String part) {
    return !vendors && (part.equals("serial") || part.equals("slot"));
  }

  /**
   * The name as it is written here. In the grammar of [RFC7512] 2.3 names are literals, in which
   * letter case does not count; those of vendors are left as they are.
   */
  String known(String part) {
    String lower = part.toLowerCase(Locale.ROOT);
    return vendors && (path.contains(lower) || query.contains(lower)) ? lower : part;
  }

  /** The text without blanks and lines around it, by which a long URI is laid out ([RFC7512] 3). */
  String layout(String text) {
    return vendors ? text.strip() : text;
  }

  /** Checks the name of a part that says which. */
  void requirePath(String part) {
    if (vendors && !path.contains(part)) {
      requireVendorName(part);
      if (query.contains(part)) {
        throw new IllegalArgumentException("'%s' stands behind the '?'".formatted(part));
      }
      return;
    }
    requireKnown(part, path);
  }

  /** Checks the name of a part that says how to reach it. */
  void requireQuery(String part) {
    if (vendors && !query.contains(part)) {
      requireVendorName(part);
      if (path.contains(part)) {
        throw new IllegalArgumentException("'%s' stands before the '?'".formatted(part));
      }
      return;
    }
    requireKnown(part, query);
  }

  private void requireKnown(String part, Set<String> known) {
    if (!known.contains(part)) {
      throw new IllegalArgumentException(
          "unknown part '%s' in a %s URI: known are %s"
              .formatted(part, name, String.join(", ", new TreeSet<>(known))));
    }
  }

  // [RFC7512] 2.3: pk11-v-attr-nm-char
  private static void requireVendorName(String part) {
    if (!part.chars().allMatch(c -> isAsciiLetterOrDigit(c) || c == '-' || c == '_')) {
      throw new IllegalArgumentException(
          "the name of an attribute has letters, digits, hyphens and underscores only");
    }
  }

  static boolean isAsciiLetterOrDigit(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /**
   * The one form of a value, so that equal ones are equal texts ([RFC7512] 2.6).
   *
   * @throws IllegalArgumentException when it is none
   */
  String normal(String part, String value) {
    if (!vendors) {
      return value;
    }
    return switch (part) {
      case "type" -> type(value);
      case "slot-id" -> slot(value);
      case "library-version" -> version(value);
      case "module-path" -> absolute(value);
      default -> value;
    };
  }

  private static String type(String value) {
    String type = value.toLowerCase(Locale.ROOT);
    return switch (type) {
      case "public", "private", "cert", "secret-key", "data" -> type;
      default ->
          throw new IllegalArgumentException(
              "type is one of public, private, cert, secret-key and data");
    };
  }

  private static String slot(String value) {
    if (!value.matches("[0-9]+")) {
      throw new IllegalArgumentException("slot-id is a decimal number");
    }
    String digits = value.replaceFirst("^0+(?=.)", "");
    if (digits.length() > UNSIGNED_LONG.length()
        || (digits.length() == UNSIGNED_LONG.length() && digits.compareTo(UNSIGNED_LONG) > 0)) {
      throw new IllegalArgumentException("slot-id is larger than any slot's");
    }
    return digits;
  }

  /** Two numbers of one byte each; the second is 0 when it is not there. */
  private static String version(String value) {
    if (!value.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
      throw new IllegalArgumentException("library-version is a number, or two with a dot between");
    }
    int dot = value.indexOf('.');
    int major = Integer.parseInt(dot < 0 ? value : value.substring(0, dot));
    int minor = dot < 0 ? 0 : Integer.parseInt(value.substring(dot + 1));
    if (major > 255 || minor > 255) {
      throw new IllegalArgumentException("the numbers of a library-version are at most 255");
    }
    return major + "." + minor;
  }

  // [RFC7512] 2.4: where a relative path leads depends on where the program was started.
  private static String absolute(String value) {
    boolean drive = value.matches("[A-Za-z]:[/\\\\].*");
    if (!value.startsWith("/") && !value.startsWith("\\\\") && !drive) {
      throw new IllegalArgumentException("module-path is a whole path");
    }
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("module-path has a character that no path has");
    }
    return value;
  }
}
