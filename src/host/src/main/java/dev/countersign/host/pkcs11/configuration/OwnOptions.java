package dev.countersign.host.pkcs11.configuration;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a configuration says to us alone, in comments that SunPKCS11 skips:
 *
 * <pre>
 * #countersign: token = prod
 * #countersign: serial = 0123456789
 * #countersign: sessions = 8
 * </pre>
 *
 * The value is the rest of the line, in UTF-8, without quotes.
 *
 * @param token the label of the only tokens to use, in whatever slots
 * @param serial the serial number of the only token to use
 * @param sessions how many sessions to have at most
 */
record OwnOptions(Optional<String> token, Optional<String> serial, OptionalInt sessions) {
  private static final int MAX_SESSIONS = 10_000;
  private static final Pattern COMMENT = Pattern.compile("\\s*#\\s*countersign:(.*)");
  private static final Pattern OPTION = Pattern.compile("\\s*([A-Za-z]+)\\s*=\\s*(.*?)\\s*");

  static OwnOptions read(String text, String origin) throws ConfigurationException {
    Optional<String> token = Optional.empty();
    Optional<String> serial = Optional.empty();
    OptionalInt sessions = OptionalInt.empty();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      Matcher comment = COMMENT.matcher(line);
      if (!comment.matches()) {
        continue;
      }
      String place = origin + ", line " + number;
      Matcher option = OPTION.matcher(comment.group(1));
      if (!option.matches() || option.group(2).isEmpty()) {
        throw new ConfigurationException(place, "expected is #countersign: name = value");
      }
      String value =
          new String(option.group(2).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
      switch (option.group(1)) {
        case "token" -> token = Optional.of(value);
        case "serial" -> serial = Optional.of(value);
        case "sessions" -> sessions = OptionalInt.of(sessions(value, place));
        default ->
            throw new ConfigurationException(
                place,
                "unknown option '%s' of Countersign: token, serial or sessions"
                    .formatted(option.group(1)));
      }
    }
    return new OwnOptions(token, serial, sessions);
  }

  private static int sessions(String value, String place) throws ConfigurationException {
    int sessions = value.matches("[0-9]{1,5}") ? Integer.parseInt(value) : 0;
    if (sessions < 1 || sessions > MAX_SESSIONS) {
      throw new ConfigurationException(
          place, "sessions is a number from 1 to %d".formatted(MAX_SESSIONS));
    }
    return sessions;
  }
}
