package dev.countersign.aws.cloudfront;

import java.util.Locale;
import java.util.Optional;

/**
 * Where a client sends cookies ([RFC6265] 4.1.2).
 *
 * @param domain the Domain attribute, without a leading dot; empty for the host that sets them
 * @param path the Path attribute
 * @param secure whether they are sent over TLS only
 */
public record CookieScope(Optional<String> domain, String path, boolean secure) {

  /**
   * Creates a scope.
   *
   * @throws CloudFrontInputException when domain or path cannot stand in a cookie
   */
  public CookieScope {
    domain.ifPresent(CookieScope::requireDomain);
    if (!path.startsWith("/") || path.indexOf(';') >= 0 || Characters.firstNotUrl(path) >= 0) {
      throw new CloudFrontInputException(
          "\"%s\" cannot be the path of a cookie".formatted(Characters.shown(path)),
          "begin it with / and percent-encode what is not a URL character");
    }
  }

  private static void requireDomain(String domain) {
    boolean good = !domain.isEmpty() && domain.length() <= 253 && !domain.startsWith(".");
    for (int i = 0; good && i < domain.length(); i++) {
      char c = domain.charAt(i);
      good =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '.';
    }
    if (!good) {
      throw new CloudFrontInputException(
          "\"%s\" cannot be the domain of a cookie".formatted(Characters.shown(domain)),
          "give a host name, like www.example.com");
    }
  }

  /** The same for another domain. */
  public CookieScope withDomain(String other) {
    return new CookieScope(Optional.of(other), path, secure);
  }

  /** The same for another path. */
  public CookieScope withPath(String other) {
    return new CookieScope(domain, other, secure);
  }

  /**
   * The narrowest scope that reaches all that a resource opens: the host (of a pattern, the labels
   * after its last wildcard), and the path up to its last slash before a wildcard.
   */
  static CookieScope of(String resource) {
    int host = resource.indexOf("://") + 3;
    int end = host;
    while (end < resource.length() && resource.charAt(end) != '/') {
      end++;
    }
    boolean secure = !resource.startsWith("http://");
    return new CookieScope(
        domain(resource.substring(host, end)), path(resource.substring(end)), secure);
  }

  private static Optional<String> domain(String host) {
    int colon = host.indexOf(':');
    String name = (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
    int wild = Math.max(name.lastIndexOf('*'), name.lastIndexOf('?'));
    if (wild < 0) {
      return Optional.of(name);
    }
    int dot = name.indexOf('.', wild);
    String parent = dot < 0 ? "" : name.substring(dot + 1);
    // One label alone is a top-level domain, for which no client takes a cookie.
    return parent.indexOf('.') > 0 ? Optional.of(parent) : Optional.empty();
  }

  private static String path(String pathAndQuery) {
    int end = 0;
    while (end < pathAndQuery.length()
        && pathAndQuery.charAt(end) != '*'
        && pathAndQuery.charAt(end) != '?'
        && pathAndQuery.charAt(end) != ';') {
      end++;
    }
    if (end < pathAndQuery.length()) {
      // A ? may stand for a character of the path as well as for the start of the query string.
      end = pathAndQuery.lastIndexOf('/', end) + 1;
    }
    return end == 0 ? "/" : pathAndQuery.substring(0, end);
  }

  /** Cookies need a resource with its protocol ([CF-SIGNED] signed cookies, Resource). */
  static void requireProtocol(String resource) {
    if (!resource.startsWith("http")) {
      throw new CloudFrontInputException(
          "the resource %s has no protocol, which the policy of cookies needs"
              .formatted(Characters.shown(resource)),
          "begin it with https:// or http://");
    }
  }
}
