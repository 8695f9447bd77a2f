package dev.countersign.relyingparty.webauthn;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Origins of pages ([RFC6454] 6.2) as policies name them and browsers write them. */
final class WebOrigin {
  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");
  private static final String LOCALHOST = "localhost";
  private static final int HTTPS = 443;
  private static final int HTTP = 80;
  private static final int MAX_PORT = 65_535;
  private static final String SHAPE =
      "an origin is https://HOST or https://HOST:PORT, or http://localhost with a port;"
          + " names in other letters are written with xn--";

  private WebOrigin() {}

  static void checkDomain(String rpId) {
    if (!isDomain(rpId)) {
      throw new IllegalArgumentException(
          "a relying party is a domain in small letters, and no address");
    }
  }

  /** No name of a host ends in a number: browsers take it for an address. */
  private static boolean isDomain(String host) {
    return DOMAIN.matcher(host).matches()
        && !NUMBER.matcher(host.substring(host.lastIndexOf('.') + 1)).matches();
  }

  /**
   * An origin as browsers write it: small letters, no usual port.
   *
   * @throws IllegalArgumentException when it is none of {@code https}, or of {@code http} on this
   *     machine
   */
  static String normal(String text) {
    URI uri = uri(text);
    if (uri.getScheme() == null || uri.getHost() == null || uri.getPort() > MAX_PORT) {
      throw new IllegalArgumentException(SHAPE);
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    boolean secure = scheme.equals("https") || (scheme.equals("http") && isLocal(host));
    boolean bare =
        uri.getRawPath().isEmpty()
            && uri.getRawQuery() == null
            && uri.getRawFragment() == null
            && uri.getRawUserInfo() == null;
    if (!secure || !bare || !isDomain(host)) {
      throw new IllegalArgumentException(SHAPE);
    }
    int usual = scheme.equals("https") ? HTTPS : HTTP;
    boolean plain = uri.getPort() < 0 || uri.getPort() == usual;
    return plain ? scheme + "://" + host : scheme + "://" + host + ":" + uri.getPort();
  }

  /** Whether the host of a normal origin is a domain, or below it. */
  static boolean isUnder(String origin, String domain) {
    String host = uri(origin).getHost();
    return host.equals(domain) || host.endsWith("." + domain);
  }

  private static boolean isLocal(String host) {
    return host.equals(LOCALHOST) || host.endsWith("." + LOCALHOST);
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(SHAPE, e);
    }
  }
}
