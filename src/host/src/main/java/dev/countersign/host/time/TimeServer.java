package dev.countersign.host.time;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a time server listens.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record TimeServer(String host, int port) {
  /** The port of time servers ([RFC5905] 7.2). */
  public static final int DEFAULT_PORT = 123;

  /** The clock that AWS lets its own hosts and everybody else set theirs by. */
  public static final TimeServer AWS = new TimeServer("time.aws.com", DEFAULT_PORT);

  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9._-]{1,253}))(?::(\\d{1,5}))?");
  private static final int MAX_PORT = 65535;

  /**
   * Reads {@code HOST} or {@code HOST:PORT}; an IPv6 address stands in brackets.
   *
   * @throws IllegalArgumentException when it is neither; the message says why
   */
  public static TimeServer parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not HOST or HOST:PORT (an IPv6 address stands in brackets)"
              .formatted(text.replaceAll("\\p{Cntrl}", "?")));
    }
    String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    int port = matcher.group(3) == null ? DEFAULT_PORT : Integer.parseInt(matcher.group(3));
    if (port == 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("a port is a number from 1 to " + MAX_PORT);
    }
    return new TimeServer(host, port);
  }

  @Override
  public String toString() {
    String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return port == DEFAULT_PORT ? name : name + ":" + port;
  }
}
