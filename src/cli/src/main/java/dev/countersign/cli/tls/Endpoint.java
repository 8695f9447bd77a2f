package dev.countersign.cli.tls;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where a server listens.
 *
 * @param host a name or an address; an IPv6 address without its brackets
 * @param port 1 to 65535
 */
record Endpoint(String host, int port) {
  private static final int HTTPS = 443;
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^\\[\\]:/?#@\\s]+))(?::([0-9]{1,5}))?");

  /** Reads {@code host}, {@code host:port}, {@code [::1]:port}; the port is that of HTTPS else. */
  static Endpoint parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches()) {
      String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
      int port = matcher.group(3) == null ? HTTPS : Integer.parseInt(matcher.group(3));
      if (port >= 1 && port <= 0xFFFF) {
        return new Endpoint(host, port);
      }
    }
    throw new IllegalArgumentException(
        "'%s' is no HOST:PORT, like api.example.com:443 or [2001:db8::1]:8443".formatted(text));
  }

  /** Looks the name up. */
  InetSocketAddress address() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  static final class Converter implements ITypeConverter<Endpoint> {
    @Override
    public Endpoint convert(String text) {
      try {
        return parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("" + e.getMessage());
      }
    }
  }
}
