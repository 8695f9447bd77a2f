package dev.countersign.fido.webauthn;

import com.google.common.net.InternetDomainName;
import dev.countersign.fido.webauthn.WebAuthnException.Kind;
import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Hosts of origins and identifiers of relying parties: domains in lower case, in their ASCII form.
 */
final class Domain {
  private static final int MAX_CHARACTERS = 253;
  private static final Pattern FORM =
      Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
  private static final Pattern NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");

  /**
   * Letters that Java turns into others than browsers do: sharp s, final sigma, joiners. Whoever
   * means such a name must say it in ASCII.
   */
  private static final Pattern AMBIGUOUS = Pattern.compile("[\u00DF\u1E9E\u03C2\u200C\u200D]");

  private Domain() {}

  /**
   * A host as browsers write it.
   *
   * @throws WebAuthnException when it is none that credentials can be for
   */
  static String ascii(String host) {
    String ascii = host.toLowerCase(Locale.ROOT);
    if (!ascii.chars().allMatch(character -> character < 0x80)) {
      if (AMBIGUOUS.matcher(host).find()) {
        throw refused("the host has a letter that is written in two ways");
      }
      try {
        ascii = IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
      } catch (IllegalArgumentException e) {
        throw refused("the host is no domain");
      }
    }
    if (ascii.startsWith("[") || NUMBER.matcher(ascii).matches()) {
      throw WebAuthnException.of(
          Kind.SECURITY,
          "credentials are for domains, and the host is an IP address",
          "give the site a name; on this machine that is localhost");
    } else if (!isWritten(ascii)) {
      throw refused("the host is no domain");
    }
    return ascii;
  }

  /** Whether a text, which may be anything, is a host as browsers write it. */
  static boolean isWritten(String text) {
    return text.length() <= MAX_CHARACTERS
        && FORM.matcher(text).matches()
        && !NUMBER.matcher(text).matches();
  }

  private static WebAuthnException refused(String message) {
    return WebAuthnException.of(
        Kind.SECURITY,
        message,
        "write the host as a domain in its ASCII form: xn--mnchen-3ya.example");
  }

  /** Whether a host is this machine by name. */
  static boolean isLocal(String host) {
    return host.equals("localhost") || host.endsWith(".localhost");
  }

  /**
   * Whether credentials for a relying party may be used at a host ([WEBAUTHN-3] 5.1.3 step 8): it
   * is the host, or a domain above it that one owner has.
   */
  static boolean covers(String rpId, String host) {
    if (rpId.equals(host)) {
      return true;
    }
    String suffix = publicSuffix(host);
    return host.endsWith("." + rpId) && !rpId.equals(suffix) && !suffix.endsWith("." + rpId);
  }

  /** Whether two hosts are of one owner, by the list of public suffixes ([PSL]). */
  static boolean sameSite(String host, String other) {
    return host.equals(other) || site(host).equals(site(other));
  }

  /** The public suffix and the label before it; the host where it is nothing but a suffix. */
  private static String site(String host) {
    String suffix = publicSuffix(host);
    if (host.equals(suffix)) {
      return host;
    }
    String before = host.substring(0, host.length() - suffix.length() - 1);
    return host.substring(before.lastIndexOf('.') + 1);
  }

  /** Where the list has no rule, the last label is the public suffix ([PSL]). */
  private static String publicSuffix(String host) {
    InternetDomainName suffix;
    try {
      suffix = InternetDomainName.from(host).publicSuffix();
    } catch (IllegalArgumentException e) {
      throw refused("the host is no domain");
    }
    return suffix == null ? host.substring(host.lastIndexOf('.') + 1) : suffix.toString();
  }
}
