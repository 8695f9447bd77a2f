package dev.countersign.cli.simulated;

import dev.countersign.simulator.vpcd.VpcdMount;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where vpcd listens for cards.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port 1 to 65535
 */
record VpcdAddress(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)\\]|([^:\\s\\[\\]]+))(?::(\\d{1,5}))?");
  private static final int MAX_PORT = 65535;

  /** The one of a vpcd that nobody configured: its first reader on this machine. */
  static final String DEFAULT = "127.0.0.1:" + VpcdMount.DEFAULT_PORT;

  static VpcdAddress parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'%s' is not HOST:PORT".formatted(text));
    }
    String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    int port =
        matcher.group(3) == null ? VpcdMount.DEFAULT_PORT : Integer.parseInt(matcher.group(3));
    if (port == 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("a port is a number from 1 to " + MAX_PORT);
    }
    return new VpcdAddress(host, port);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  /** For picocli. */
  static final class Converter implements ITypeConverter<VpcdAddress> {
    @Override
    public VpcdAddress convert(String text) {
      try {
        return parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("" + e.getMessage());
      }
    }
  }
}
