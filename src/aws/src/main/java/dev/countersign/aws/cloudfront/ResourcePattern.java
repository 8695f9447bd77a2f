package dev.countersign.aws.cloudfront;

import java.util.Locale;

/**
 * The resource of a custom policy ([CF-SIGNED] values in the policy statement, Resource): {@code *}
 * stands for any text, {@code ?} for any one character. Protocol, domain, path and query string are
 * matched each on its own: a star does not reach beyond its part, except at the end of the pattern,
 * where it takes in all that follows.
 *
 * <p>The first {@code ?} of a URL separates path and query string. In a pattern a {@code ?} fits
 * that separator as it fits any other character.
 */
final class ResourcePattern {
  private final String protocol;
  private final String domain;
  private final String rest;
  private final boolean domainToTheEnd;

  ResourcePattern(String pattern) {
    int scheme = pattern.indexOf("://");
    int slash = scheme < 0 ? -1 : pattern.indexOf('/');
    boolean hasProtocol = scheme >= 0 && slash == scheme + 1;
    int start = hasProtocol ? scheme + 3 : 0;
    int path = pattern.indexOf('/', start);
    protocol = hasProtocol ? lower(pattern.substring(0, scheme)) : "*";
    domain = lower(path < 0 ? pattern.substring(start) : pattern.substring(start, path));
    rest = path < 0 ? "/" : pattern.substring(path);
    domainToTheEnd = path < 0 && domain.endsWith("*");
  }

  /** Refuses what cannot stand in a policy that we sign. */
  static void require(String pattern) {
    if (pattern.length() > Limits.URL) {
      throw new CloudFrontInputException(
          "the resource has %d characters, and a URL at most %d"
              .formatted(pattern.length(), Limits.URL),
          "shorten it");
    }
    PlainUrl.requireUrlCharacters(pattern, "resource");
    if (!pattern.startsWith("http://")
        && !pattern.startsWith("https://")
        && !pattern.startsWith("http*://")
        && !pattern.startsWith("*")) {
      throw new CloudFrontInputException(
          "the resource %s does not begin with https://, http://, http*:// or *"
              .formatted(Characters.shown(pattern)),
          "give the whole URL or pattern");
    }
    if (pattern.indexOf('#') >= 0) {
      throw new CloudFrontInputException(
          "the resource has a fragment, which clients do not send", "leave out the # and the rest");
    }
  }

  /** Whether a URL, without its fragment and CloudFront's own parameters, fits. */
  boolean matches(String url) {
    int scheme = url.indexOf("://");
    if (scheme < 0) {
      return false;
    }
    int host = scheme + 3;
    int end = host;
    while (end < url.length() && url.charAt(end) != '/' && url.charAt(end) != '?') {
      end++;
    }
    String following = url.substring(end);
    if (following.isEmpty() || following.charAt(0) == '?') {
      following = "/" + following;
    }
    return glob(protocol, lower(url.substring(0, scheme)), -1)
        && glob(domain, lower(url.substring(host, end)), -1)
        && (domainToTheEnd || glob(rest, following, following.indexOf('?')));
  }

  /**
   * Whether a text fits a pattern. Work is bounded by the product of the lengths, whatever the
   * pattern.
   *
   * @param barrier where in the text a star that is not the pattern's last character stops; -1 for
   *     nowhere
   */
  static boolean glob(String pattern, String text, int barrier) {
    int length = text.length();
    boolean[] reached = new boolean[length + 1];
    reached[0] = true;
    for (int p = 0; p < pattern.length(); p++) {
      char c = pattern.charAt(p);
      if (c == '*') {
        boolean last = p == pattern.length() - 1;
        for (int i = 0; i < length; i++) {
          reached[i + 1] |= reached[i] && (last || i != barrier);
        }
      } else {
        for (int i = length; i > 0; i--) {
          reached[i] = reached[i - 1] && (c == '?' || c == text.charAt(i - 1));
        }
        reached[0] = false;
      }
    }
    return reached[length];
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
