package dev.countersign.fido.webauthn;

import dev.countersign.fido.webauthn.WebAuthnException.Kind;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who asks: the page at which the person is. Whoever makes one vouches that the person is there;
 * nothing in the options of a relying party can change it.
 */
public final class Page {
  private static final Pattern ORIGIN =
      Pattern.compile(
          "(?i)(https?)://(\\[[^\\]]*\\]|[^/?#@:\\\\\\[\\]\\s%\\p{Cntrl}]+)(:([0-9]{1,5}))?");
  private static final int MAX_CHARACTERS = 512;
  private static final int MAX_PORT = 65_535;
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private final String origin;
  private final String host;
  private final Optional<Page> top;

  private Page(String origin, String host, Optional<Page> top) {
    this.origin = origin;
    this.host = host;
    this.top = top;
  }

  /**
   * The page at an origin ([RFC6454] 6.2).
   *
   * @param origin {@code https://HOST} or {@code https://HOST:PORT}; {@code http} only for {@code
   *     localhost} and names below it. The host may have capitals or letters beyond ASCII
   * @throws WebAuthnException when it is none of these, or the host is an IP address
   */
  public static Page of(String origin) {
    Matcher parts = ORIGIN.matcher(origin);
    if (origin.length() > MAX_CHARACTERS || !parts.matches()) {
      throw WebAuthnException.of(
          Kind.SECURITY,
          "an origin is a scheme, a host and at most a port",
          "write it as https://HOST or https://HOST:PORT, without a path");
    }
    String scheme = parts.group(1).toLowerCase(Locale.ROOT);
    String host = Domain.ascii(parts.group(2));
    if (scheme.equals("http") && !Domain.isLocal(host)) {
      throw WebAuthnException.of(
          Kind.SECURITY,
          "a page that came over http can be anyone's",
          "use https; http will do for localhost only");
    }
    int usual = scheme.equals("https") ? HTTPS : HTTP;
    int port = parts.group(4) == null ? usual : Integer.parseInt(parts.group(4));
    if (port > MAX_PORT) {
      throw WebAuthnException.of(
          Kind.SECURITY, "there is no such port", "give one of 1 to " + MAX_PORT);
    }
    String shown = scheme + "://" + host + (port == usual ? "" : ":" + port);
    return new Page(shown, host, Optional.empty());
  }

  /** The same page as a frame of another one. */
  public Page embeddedIn(Page outermost) {
    boolean same = outermost.origin.equals(origin);
    return new Page(origin, host, same ? Optional.empty() : Optional.of(outermost));
  }

  /** The origin as browsers write it. */
  public String origin() {
    return origin;
  }

  /** The host alone. */
  String host() {
    return host;
  }

  /** The outermost page, when that is of another origin. */
  Optional<Page> top() {
    return top;
  }

  /**
   * The identifier of the relying party that is asked for ([WEBAUTHN-3] 5.1.3 step 8).
   *
   * @param wanted what the options say; empty: the host
   * @throws WebAuthnException when this page must not ask for it
   */
  String relyingParty(Optional<String> wanted) {
    String rpId = wanted.orElse(host);
    if (!Domain.isWritten(rpId)) {
      throw WebAuthnException.of(
          Kind.SECURITY,
          "the options have an identifier of the relying party that is no domain",
          "have the relying party give its domain alone, in lower case and in its ASCII form: no"
              + " scheme, no port, no path");
    } else if (!Domain.covers(rpId, host)) {
      throw WebAuthnException.of(
          Kind.SECURITY,
          "a page of %s must not use credentials of another relying party, %s"
              .formatted(host, rpId),
          "the identifier of the relying party is the host of the page, or a domain above it that"
              + " is no public suffix; lists of related origins are not fetched");
    }
    return rpId;
  }

  /**
   * Checks an application identifier of U2F ([WEBAUTHN-3] 10.1.1), without asking the site whom
   * else it trusts: it must be of the site of this page.
   */
  String application(String wanted) {
    if (wanted.isEmpty()) {
      return origin;
    }
    Page page = ofApplication(wanted);
    boolean sameScheme = page.origin.substring(0, 5).equals(origin.substring(0, 5));
    if (!sameScheme || !Domain.sameSite(page.host, host)) {
      throw WebAuthnException.of(
          Kind.SECURITY,
          "a page of %s must not use the U2F credentials of another site, %s"
              .formatted(host, page.host),
          "an appid is a URL of the page's own site; lists of facets are not fetched");
    }
    return wanted;
  }

  private static Page ofApplication(String appId) {
    int end = appId.indexOf('/', appId.indexOf("://") + 3);
    try {
      return of(end < 0 ? appId : appId.substring(0, end));
    } catch (WebAuthnException e) {
      throw WebAuthnException.of(
          Kind.SECURITY,
          "the options have an appid that is no URL of a site",
          "have the relying party give an https URL of its own site, or leave the extension out");
    }
  }

  /** The origin. */
  @Override
  public String toString() {
    return origin;
  }
}
