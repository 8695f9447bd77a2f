package dev.countersign.device;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The one name of a token, key or account, in the image of PKCS#11 URIs ([RFC7512] 2.3): {@code
 * piv:serial=12345678;slot=9c}, {@code pkcs11:token=prod;object=cdn?module-name=softhsm}.
 *
 * <p>Parts that are not needed to be unique may be left out. Values are UTF-8, percent-encoded
 * where a character has a meaning of its own. A PIN is never part of it: {@code pin-value} is
 * refused, {@code pin-source} may name a file or a program.
 *
 * <p>A PKCS#11 URI may have attributes of vendors. Nothing is known of what they mean: such a one
 * in the path fits nothing, in the query it is kept and not looked at ([RFC7512] 2.5). Names are
 * compared as they are, with no normalization of Unicode, which [RFC7512] 5 leaves open: two
 * spellings of one name are two names.
 */
public final class TokenUri {
  private static final int MAX_LENGTH = 4096;

  private final UriScheme scheme;
  private final Map<String, String> path;
  private final Map<String, String> query;

  /** Those of vendors, which may be there several times ([RFC7512] 2.3). */
  private final List<Map.Entry<String, String>> vendorQuery;

  private TokenUri(
      UriScheme scheme,
      Map<String, String> path,
      Map<String, String> query,
      List<Map.Entry<String, String>> vendorQuery) {
    this.scheme = scheme;
    this.path = Collections.unmodifiableMap(path);
    this.query = Collections.unmodifiableMap(query);
    this.vendorQuery = List.copyOf(vendorQuery);
  }

  /** The URI of a scheme with no parts: any token of that kind. */
  public static TokenUri of(String scheme) {
    return new TokenUri(UriScheme.of(scheme), Map.of(), Map.of(), List.of());
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
    UriScheme scheme = UriScheme.of(text.substring(0, colon).toLowerCase(Locale.ROOT));
    int mark = text.indexOf('?', colon);
    String pathText = text.substring(colon + 1, mark < 0 ? text.length() : mark);
    String queryText = mark < 0 ? "" : text.substring(mark + 1);
    if (text.indexOf('#') >= 0) {
      throw new IllegalArgumentException("a token URI has no fragment (#)");
    }
    Map<String, String> path = new LinkedHashMap<>();
    attributes(
        scheme,
        pathText,
        ";",
        part -> {
          scheme.requirePath(part.getKey());
          putOnce(path, scheme, part);
        });
    Map<String, String> query = new LinkedHashMap<>();
    List<Map.Entry<String, String>> vendorQuery = new ArrayList<>();
    attributes(
        scheme,
        queryText,
        "&",
        part -> {
          scheme.requireQuery(part.getKey());
          if (scheme.query().contains(part.getKey())) {
            putOnce(query, scheme, part);
          } else {
            vendorQuery.add(part);
          }
        });
    return new TokenUri(scheme, path, query, vendorQuery);
  }

  private static void putOnce(
      Map<String, String> parts, UriScheme scheme, Map.Entry<String, String> part) {
    String name = part.getKey();
    if (parts.put(name, scheme.normal(name, part.getValue())) != null) {
      throw new IllegalArgumentException("'" + name + "' is given twice");
    }
  }

  private static void attributes(
      UriScheme scheme, String text, String separator, Consumer<Map.Entry<String, String>> taker) {
    if (scheme.layout(text).isEmpty()) {
      return;
    }
    for (String typed : text.split(separator, -1)) {
      String part = scheme.layout(typed);
      int equals = part.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("a part of a token URI has the form name=value");
      }
      String name = scheme.known(part.substring(0, equals));
      if (name.equalsIgnoreCase("pin-value")) {
        throw new IllegalArgumentException(
            "a PIN in a URI can be read by everyone on the machine: use pin-source=FILE");
      }
      taker.accept(Map.entry(name, UriText.decode(name, part.substring(equals + 1))));
    }
  }

  /** The kind of token: {@code piv}. */
  public String scheme() {
    return scheme.name();
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
    return attribute(name).map(value -> value.getBytes(UriText.charset(name)));
  }

  /** A part that says how to reach it: {@code query("pin-source")}. */
  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /** The names of those parts that say which, and of which nothing is known. */
  public List<String> vendorAttributes() {
    return path.keySet().stream().filter(name -> !scheme.path().contains(name)).toList();
  }

  /** The same URI with one part set. */
  public TokenUri with(String name, String value) {
    scheme.requirePath(name);
    Map<String, String> extended = new LinkedHashMap<>(path);
    extended.put(name, scheme.normal(name, value));
    return new TokenUri(scheme, extended, query, vendorQuery);
  }

  /** The same URI with one part set that is no text: {@code with("id", bytes)}. */
  public TokenUri with(String name, byte[] value) {
    return with(name, new String(value, UriText.charset(name)));
  }

  /** The same URI without one part. */
  public TokenUri without(String name) {
    Map<String, String> reduced = new LinkedHashMap<>(path);
    reduced.remove(name);
    return new TokenUri(scheme, reduced, query, vendorQuery);
  }

  /**
   * Whether every part that this URI gives, the query aside, has the same value in the other
   * ([RFC7512] 2.5). Letter case is ignored in serial numbers and slots, but not in those of a
   * PKCS#11 URI.
   */
  public boolean matches(TokenUri other) {
    return scheme().equals(other.scheme())
        && vendorAttributes().isEmpty()
        && path.entrySet().stream()
            .allMatch(
                part ->
                    other
                        .attribute(part.getKey())
                        .filter(value -> sameValue(part.getKey(), part.getValue(), value))
                        .isPresent());
  }

  private boolean sameValue(String name, String a, String b) {
    return scheme.ignoresCase(name) ? a.equalsIgnoreCase(b) : a.equals(b);
  }

  /** The URI as text, which {@link #parse} reads back to an equal one. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(scheme.name()).append(':');
    String before = "";
    for (Map.Entry<String, String> part : path.entrySet()) {
      text.append(before).append(part.getKey()).append('=');
      UriText.encodePath(text, scheme, part.getKey(), part.getValue());
      before = ";";
    }
    before = "?";
    for (Map.Entry<String, String> part : query.entrySet()) {
      append(text.append(before), part);
      before = "&";
    }
    for (Map.Entry<String, String> part : vendorQuery) {
      append(text.append(before), part);
      before = "&";
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Map.Entry<String, String> part) {
    text.append(part.getKey()).append('=');
    UriText.encodeQuery(text, part.getKey(), part.getValue());
  }

  /** In whatever order the parts are, and however they were encoded ([RFC7512] 2.6). */
  @Override
  public boolean equals(Object other) {
    return other instanceof TokenUri that
        && scheme().equals(that.scheme())
        && path.equals(that.path)
        && comparable().equals(that.comparable());
  }

  private Map<String, List<String>> comparable() {
    return UriComparison.of(query, vendorQuery);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * scheme().hashCode() + path.hashCode()) + comparable().hashCode();
  }
}
