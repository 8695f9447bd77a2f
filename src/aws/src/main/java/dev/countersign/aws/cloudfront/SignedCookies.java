package dev.countersign.aws.cloudfront;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The cookies that open a resource.
 *
 * @param values names and values, in the order in which they are written
 * @param scope where a client shall send them
 * @param expires when the policy ends
 */
public record SignedCookies(Map<String, String> values, CookieScope scope, EpochTime expires) {

  /**
   * Creates a set of cookies.
   *
   * @throws CloudFrontInputException when one is longer than clients keep
   */
  public SignedCookies {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    values.forEach(
        (name, value) -> {
          int length = setCookie(name, value, scope).length();
          if (length > Limits.COOKIE) {
            throw new CloudFrontInputException(
                "the cookie %s would have %d bytes, and clients keep %d"
                    .formatted(name, length, Limits.COOKIE),
                "shorten the resource");
          }
        });
  }

  /** The same for another domain or path. */
  public SignedCookies with(CookieScope other) {
    return new SignedCookies(values, other, expires);
  }

  /**
   * One {@code Set-Cookie} line for each, as a server sends them ([RFC6265] 4.1). They have no
   * Expires: clients forget them when they are closed, as the guide recommends.
   */
  public List<String> setCookieLines() {
    return values.entrySet().stream()
        .map(e -> "Set-Cookie: " + setCookie(e.getKey(), e.getValue(), scope))
        .toList();
  }

  private static String setCookie(String name, String value, CookieScope scope) {
    return name
        + "="
        + value
        + scope.domain().map(domain -> "; Domain=" + domain).orElse("")
        + "; Path="
        + scope.path()
        + (scope.secure() ? "; Secure" : "")
        + "; HttpOnly";
  }

  /** The {@code Cookie} line that a client sends ([RFC6265] 4.2). */
  public String cookieLine() {
    return "Cookie: "
        + values.entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining("; "));
  }

  /** A JSON object of names and values. */
  public String json() {
    return values.entrySet().stream()
        .map(e -> "  \"%s\": \"%s\"".formatted(e.getKey(), e.getValue()))
        .collect(Collectors.joining(",\n", "{\n", "\n}"));
  }

  /**
   * A cookie file of the kind that curl and wget read: domain, whether hosts below it count, path,
   * TLS only, expiry in epoch seconds, name, value, with tabs between.
   *
   * @throws CloudFrontInputException when the scope has no domain
   */
  public String netscapeFile() {
    String domain =
        scope
            .domain()
            .orElseThrow(
                () ->
                    new CloudFrontInputException(
                        "the resource names no domain that a cookie file could hold",
                        "name the domain"));
    return values.entrySet().stream()
        .map(
            e ->
                String.join(
                    "\t",
                    "#HttpOnly_." + domain,
                    "TRUE",
                    scope.path(),
                    scope.secure() ? "TRUE" : "FALSE",
                    Long.toString(expires.seconds()),
                    e.getKey(),
                    e.getValue()))
        .collect(Collectors.joining("\n", "# Netscape HTTP Cookie File\n", "\n"));
  }
}
