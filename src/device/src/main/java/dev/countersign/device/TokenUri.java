package dev.countersign.device;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The one name of a token, key or account, in the image of PKCS#11 URIs ([RFC7512] 2.3): {@code
 * piv:serial=12345678;slot=9c}, {@code pkcs11:token=prod;object=cdn?module-name=softhsm}.
 *
 * <p>Parts that are not needed to be unique may be left out. Values are UTF-8, percent-encoded
 * where a character has a meaning of its own. A PIN is never part of it: {@code pin-value} is
 * refused, {@code pin-source} may name a file.
 */
public final class TokenUri {
  private static final int MAX_LENGTH = 4096;
  private static final String UNRESERVED = "-._~:[]@!$'()*+,&=/";

  private static final Map<String, Set<String>> PATH_ATTRIBUTES =
      Map.of(
          "piv", Set.of("serial", "slot", "reader"),
          "oath", Set.of("serial", "account", "reader"),
          "otp", Set.of("serial", "slot", "reader"),
          "fido", Set.of("serial", "reader"),
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
                  "slot-id"));
  private static final Map<String, Set<String>> QUERY_ATTRIBUTES =
      Map.of("pkcs11", Set.of("pin-source", "module-name", "module-path"));
  private static final Set<String> OTHER_QUERY_ATTRIBUTES = Set.of("pin-source");

  /** Parts whose values are bytes, kept as one character for each. */
  private static final Set<String> BINARY = Set.of("id");

  private final String scheme;
  private final Map<String, String> path;
  private final Map<String, String> query;

  private TokenUri(String scheme, Map<String, String> path, Map<String, String> query) {
    this.scheme = scheme;
    this.path = Collections.unmodifiableMap(path);
    this.query = Collections.unmodifiableMap(query);
  }

  /** The URI of a scheme with no parts: any token of that kind. */
  public static TokenUri of(String scheme) {
    requireScheme(scheme);
    return new TokenUri(scheme, Map.of(), Map.of());
  }

  /**
   * Reads a URI.
   *
   * @throws IllegalArgumentException when it is not one; the message says why and never repeats the
   *     value of an attribute
   */
  public static TokenUri parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("a token URI has at most " + MAX_LENGTH + " characters");
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException(
          "not a token URI: it begins with its kind, like piv:serial=12345678;slot=9c");
    }
    String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
    requireScheme(scheme);
    int mark = text.indexOf('?', colon);
    String pathText = text.substring(colon + 1, mark < 0 ? text.length() : mark);
    String queryText = mark < 0 ? "" : text.substring(mark + 1);
    if (text.indexOf('#') >= 0) {
      throw new IllegalArgumentException("a token URI has no fragment (#)");
    }
    Map<String, String> query = attributes(queryText, "&");
    if (query.containsKey("pin-value") || pathText.contains("pin-value=")) {
      throw new IllegalArgumentException(
          "a PIN in a URI can be read by everyone on the machine: use pin-source=FILE");
    }
    TokenUri uri = new TokenUri(scheme, attributes(pathText, ";"), query);
    requireKnown(scheme, uri.path.keySet(), PATH_ATTRIBUTES.getOrDefault(scheme, Set.of()));
    requireKnown(
        scheme, uri.query.keySet(), QUERY_ATTRIBUTES.getOrDefault(scheme, OTHER_QUERY_ATTRIBUTES));
    return uri;
  }

  /** The kind of token: {@code piv}. */
  public String scheme() {
    return scheme;
  }

  /** A part that says which: {@code attribute("slot")}. */
  public Optional<String> attribute(String name) {
    return Optional.ofNullable(path.get(name));
  }

  /**
   * The bytes of a part that are no text: {@code bytes("id")}. Elsewhere than here each of them
   * stands as the character of that number.
   */
  public Optional<byte[]> bytes(String name) {
    return attribute(name).map(value -> value.getBytes(charset(name)));
  }

  /** A part that says how to reach it: {@code query("pin-source")}. */
  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /** The same URI with one part set. */
  public TokenUri with(String name, String value) {
    requireKnown(scheme, Set.of(name), PATH_ATTRIBUTES.getOrDefault(scheme, Set.of()));
    Map<String, String> extended = new LinkedHashMap<>(path);
    extended.put(name, value);
    return new TokenUri(scheme, extended, query);
  }

  /** The same URI with one part set that is no text: {@code with("id", bytes)}. */
  public TokenUri with(String name, byte[] value) {
    return with(name, new String(value, charset(name)));
  }

  /** The same URI without one part. */
  public TokenUri without(String name) {
    Map<String, String> reduced = new LinkedHashMap<>(path);
    reduced.remove(name);
    return new TokenUri(scheme, reduced, query);
  }

  /**
   * Whether every part that this URI gives, the query aside, has the same value in the other.
   * Letter case is ignored in serial numbers and slots.
   */
  public boolean matches(TokenUri other) {
    return scheme.equals(other.scheme)
        && path.entrySet().stream()
            .allMatch(
                part ->
                    other
                        .attribute(part.getKey())
                        .filter(value -> sameValue(part.getKey(), part.getValue(), value))
                        .isPresent());
  }

  private static boolean sameValue(String name, String a, String b) {
    boolean caseMatters = !name.equals("serial") && !name.equals("slot");
    return caseMatters ? a.equals(b) : a.equalsIgnoreCase(b);
  }

  /** The URI as text, which {@link #parse} reads back to an equal one. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(scheme).append(':');
    append(text, path, ";");
    if (!query.isEmpty()) {
      append(text.append('?'), query, "&");
    }
    return text.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenUri that
        && scheme.equals(that.scheme)
        && path.equals(that.path)
        && query.equals(that.query);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * scheme.hashCode() + path.hashCode()) + query.hashCode();
  }

  private static void requireScheme(String scheme) {
    if (!PATH_ATTRIBUTES.containsKey(scheme)) {
      throw new IllegalArgumentException(
          "unknown kind of token '%s': known are %s"
              .formatted(scheme, String.join(", ", new TreeSet<>(PATH_ATTRIBUTES.keySet()))));
    }
  }

  private static void requireKnown(String scheme, Set<String> names, Set<String> known) {
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "unknown part '%s' in a %s URI: known are %s"
                .formatted(name, scheme, String.join(", ", new TreeSet<>(known))));
      }
    }
  }

  private static Map<String, String> attributes(String text, String separator) {
    Map<String, String> attributes = new LinkedHashMap<>();
    if (text.isEmpty()) {
      return attributes;
    }
    for (String part : text.split(separator, -1)) {
      int equals = part.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("a part of a token URI has the form name=value");
      }
      String name = part.substring(0, equals);
      if (attributes.put(name, decode(name, part.substring(equals + 1))) != null) {
        throw new IllegalArgumentException("'" + name + "' is given twice");
      }
    }
    return attributes;
  }

  private static void append(StringBuilder text, Map<String, String> attributes, String separator) {
    String before = "";
    for (Map.Entry<String, String> part : attributes.entrySet()) {
      text.append(before).append(part.getKey()).append('=');
      encode(text, part.getKey(), part.getValue(), separator.charAt(0));
      before = separator;
    }
  }

  private static void encode(StringBuilder text, String name, String value, char separator) {
    for (byte b : value.getBytes(charset(name))) {
      char c = (char) (b & 0xFF);
      boolean plain =
          (c >= '0' && c <= '9')
              || (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || UNRESERVED.indexOf(c) >= 0;
      if (plain && c != separator && !BINARY.contains(name)) {
        text.append(c);
      } else {
        text.append('%').append("%02X".formatted((int) c));
      }
    }
  }

  private static String decode(String name, String text) {
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
      }
      decoded[length++] = b;
    }
    return new String(decoded, 0, length, charset(name));
  }

  private static Charset charset(String name) {
    return BINARY.contains(name) ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
  }
}
