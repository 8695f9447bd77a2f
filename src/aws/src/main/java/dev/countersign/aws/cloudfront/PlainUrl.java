package dev.countersign.aws.cloudfront;

/**
 * A URL that can be signed: one that reaches CloudFront as it is written. What a client would
 * change on the way (upper case in the host, {@code ..} in the path, a default port) is refused,
 * because the signature covers the text.
 *
 * @param resource all but the fragment: what is signed
 * @param query whether it has a query string
 * @param fragment the fragment with its {@code #}, or nothing; a client keeps it to itself
 */
record PlainUrl(String resource, boolean query, String fragment) {

  /**
   * Takes a URL apart.
   *
   * @throws CloudFrontInputException when it is not one that can be signed
   */
  static PlainUrl parse(String url) {
    if (url.length() > Limits.URL) {
      throw new CloudFrontInputException(
          "the URL has %d characters, and CloudFront takes %d".formatted(url.length(), Limits.URL),
          "shorten it");
    }
    requireUrlCharacters(url, "URL");
    int hash = url.indexOf('#');
    String fragment = hash < 0 ? "" : url.substring(hash);
    String rest = hash < 0 ? url : url.substring(0, hash);
    int question = rest.indexOf('?');
    if (question == rest.length() - 1) {
      // CloudFront cannot tell an empty query string from none once its own parameters are there.
      rest = rest.substring(0, question);
      question = -1;
    }
    int hostStart = requireScheme(rest);
    int end = question < 0 ? rest.length() : question;
    int slash = rest.indexOf('/', hostStart);
    if (slash < 0 || slash > end) {
      throw new CloudFrontInputException(
          "the URL %s has no path".formatted(Characters.shown(url)),
          "put the / after the host that clients send anyway");
    }
    requireHost(rest, hostStart, slash);
    requirePath(rest, slash, end);
    if (question >= 0) {
      requireQuery(rest, question + 1);
    }
    return new PlainUrl(rest, question >= 0, fragment);
  }

  /** Refuses characters that may not stand in a URL or pattern, and broken escapes. */
  static void requireUrlCharacters(String text, String what) {
    int bad = Characters.firstNotUrl(text);
    if (bad >= 0) {
      throw new CloudFrontInputException(
          "%s at position %d cannot stand in a %s"
              .formatted(Characters.name(text.charAt(bad)), bad, what),
          "percent-encode it (as UTF-8)");
    }
    int broken = Characters.firstBrokenEscape(text);
    if (broken >= 0) {
      throw new CloudFrontInputException(
          "the %% at position %d of the %s is not followed by two hexadecimal digits"
              .formatted(broken, what),
          "write %25 for a percent sign");
    }
  }

  private static int requireScheme(String url) {
    if (url.startsWith("https://")) {
      return 8;
    } else if (url.startsWith("http://")) {
      return 7;
    }
    throw new CloudFrontInputException(
        "the URL %s does not begin with https:// or http://".formatted(Characters.shown(url)),
        "give the whole URL, with its scheme in lower case");
  }

  private static void requireHost(String url, int start, int end) {
    String host = url.substring(start, end);
    if (host.isEmpty() || host.charAt(0) == ':') {
      throw new CloudFrontInputException("the URL has no host", "give the whole URL");
    }
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c == '@') {
        throw new CloudFrontInputException(
            "the URL has a user name, which clients do not send as part of it",
            "leave out what stands before the @");
      } else if (c >= 'A' && c <= 'Z') {
        throw new CloudFrontInputException(
            "the host %s has upper case letters, which clients send in lower case".formatted(host),
            "write the host in lower case");
      } else if (c == '*') {
        throw wildcard();
      }
    }
    boolean https = start == 8;
    if (host.endsWith(https ? ":443" : ":80") || host.endsWith(":")) {
      throw new CloudFrontInputException(
          "the host %s names the default port, which clients leave out".formatted(host),
          "leave the port out");
    }
  }

  private static void requirePath(String url, int slash, int end) {
    for (int i = slash; i < end; ) {
      int next = url.indexOf('/', i + 1);
      int segmentEnd = next < 0 || next > end ? end : next;
      if (isDots(url, i + 1, segmentEnd)) {
        throw new CloudFrontInputException(
            "the path %s has a . or .. segment, which clients resolve before they ask"
                .formatted(Characters.shown(url.substring(slash, end))),
            "write the path without it");
      }
      i = segmentEnd;
    }
    requireNoStar(url, slash, end);
  }

  /** Whether the segment is one or two dots, plain or percent-encoded. */
  private static boolean isDots(String url, int start, int end) {
    int dots = 0;
    int i = start;
    while (i < end && dots < 3) {
      if (url.charAt(i) == '.') {
        i++;
      } else if (url.startsWith("%2e", i) || url.startsWith("%2E", i)) {
        i += 3;
      } else {
        return false;
      }
      dots++;
    }
    return dots == 1 || dots == 2;
  }

  private static void requireQuery(String url, int start) {
    requireNoStar(url, start, url.length());
    if (url.endsWith("&")) {
      throw new CloudFrontInputException(
          "the query string ends in &, which cannot be told from the & before CloudFront's own"
              + " parameters",
          "leave the last & out");
    }
    int at = start;
    while (at <= url.length()) {
      int next = url.indexOf('&', at);
      int end = next < 0 ? url.length() : next;
      int equals = url.indexOf('=', at);
      String name = decoded(url, at, equals < 0 || equals > end ? end : equals);
      ReservedParameter.byName(name)
          .ifPresent(
              reserved -> {
                throw new CloudFrontInputException(
                    "the URL has a parameter %s, a name that CloudFront keeps for itself"
                        .formatted(reserved.parameter()),
                    "rename the parameter, or give the URL as it was before it was signed");
              });
      at = end + 1;
    }
  }

  private static void requireNoStar(String url, int start, int end) {
    int star = url.indexOf('*', start);
    if (star >= 0 && star < end) {
      throw wildcard();
    }
  }

  // The signature of a canned policy is also good for a custom policy with the same text, where a
  // star would open more than the one URL.
  private static CloudFrontInputException wildcard() {
    return new CloudFrontInputException(
        "the URL has a *, and in a signed policy that stands for any text",
        "sign the URL of one file and give the pattern as the resource of a custom policy, or"
            + " percent-encode the star");
  }

  /** Percent-decoded, byte by byte; the names it is compared with are ASCII. */
  static String decoded(String text, int start, int end) {
    if (text.indexOf('%', start) < 0) {
      return text.substring(start, end);
    }
    StringBuilder out = new StringBuilder(end - start);
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == '%' && i + 2 < end) {
        int value = Characters.hex(text.charAt(i + 1)) << 4 | Characters.hex(text.charAt(i + 2));
        out.append((char) (value & 0xff));
        i += 2;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
