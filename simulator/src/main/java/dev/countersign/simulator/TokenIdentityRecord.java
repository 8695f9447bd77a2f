package dev.countersign.simulator;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;

/**
 * The record {@code token}: which product and which serial number. Lines of {@code key=value}, as a
 * person can read them:
 *
 * <pre>
 * format=1
 * profile=yubikey-5.7
 * serial=12345678
 * </pre>
 *
 * @param profile the product
 * @param serial the serial number, 0 to 4294967295
 */
record TokenIdentityRecord(Profile profile, long serial) {
  static final String NAME = "token";
  static final long MAX_SERIAL = 0xFFFFFFFFL;

  private static final String FORMAT = "1";
  private static final int MAX_BYTES = 4096;

  byte[] encode() {
    return "format=%s%nprofile=%s%nserial=%d%n"
        .formatted(FORMAT, profile.externalName(), serial)
        .replace(System.lineSeparator(), "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  static TokenIdentityRecord decode(byte[] record) throws IOException {
    if (record.length > MAX_BYTES) {
      throw new IOException("token record of " + record.length + " bytes is too long");
    }
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(new String(record, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      throw new IOException("token record is damaged", e);
    }
    String format = properties.getProperty("format", "none");
    if (!format.equals(FORMAT)) {
      throw new IOException("token record has format " + format + ", this program reads " + FORMAT);
    }
    String name = properties.getProperty("profile", "none");
    Optional<Profile> profile = Profile.byName(name);
    if (profile.isEmpty()) {
      throw new IOException("token record names an unknown profile");
    }
    return new TokenIdentityRecord(profile.get(), serial(properties.getProperty("serial", "")));
  }

  private static long serial(String text) throws IOException {
    try {
      long serial = Long.parseLong(text);
      if (serial >= 0 && serial <= MAX_SERIAL) {
        return serial;
      }
    } catch (NumberFormatException e) {
      throw new IOException("token record has no serial number", e);
    }
    throw new IOException("token record has a serial number out of range");
  }
}
