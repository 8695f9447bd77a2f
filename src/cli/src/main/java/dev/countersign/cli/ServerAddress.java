package dev.countersign.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where something listens, as an argument says it.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without its brackets
 * @param port 1 to 65535
 */
public record ServerAddress(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^\\[\\]:/?#@\\s]+))(?::([0-9]{1,5}))?");
  private static final int MAX_PORT = 0xFFFF;

  /**
   * Reads {@code host}, {@code host:port} or {@code [::1]:port}.
   *
   * @param usualPort the port when none is written
   * @throws IllegalArgumentException when it is none of these
   */
  public static ServerAddress parse(String text, int usualPort) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not HOST:PORT, like api.example.com:443 or [2001:db8::1]:8443".formatted(text));
    }
    String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    int port = matcher.group(3) == null ? usualPort : Integer.parseInt(matcher.group(3));
    if (port == 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("a port is a number from 1 to " + MAX_PORT);
    }
    return new ServerAddress(host, port);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  /** For picocli. */
  public abstract static class Converter implements ITypeConverter<ServerAddress> {
    private final int usualPort;

    /** A converter of addresses that may leave out this port. */
    protected Converter(int usualPort) {
      this.usualPort = usualPort;
    }

    @Override
    public ServerAddress convert(String text) {
      try {
        return parse(text, usualPort);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("" + e.getMessage());
      }
    }
  }
}
