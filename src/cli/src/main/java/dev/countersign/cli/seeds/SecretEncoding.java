package dev.countersign.cli.seeds;

import dev.countersign.device.Secret;
import dev.countersign.wire.oath.Base32;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/** How a key is written on a line. */
public enum SecretEncoding {
  /** Hexadecimal ([RFC4648] 8). */
  HEX,
  /** As services hand out seeds ([RFC4648] 6). */
  BASE32,
  /** ([RFC4648] 4). */
  BASE64;

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a key; the caller closes both.
   *
   * @throws IllegalArgumentException when the line is something else; the message repeats none of
   *     it
   */
  public Secret decode(Secret line) {
    byte[] bytes = line.bytes();
    char[] characters = new char[bytes.length];
    byte[] key = new byte[0];
    try {
      for (int i = 0; i < bytes.length; i++) {
        characters[i] = (char) (bytes[i] & 0xFF);
      }
      key =
          switch (this) {
            case HEX -> HexFormat.of().parseHex(characters, 0, characters.length);
            case BASE32 -> Base32.decode(characters);
            case BASE64 -> Base64.getDecoder().decode(bytes);
          };
      return Secret.copyOf(key);
    } catch (IllegalArgumentException e) {
      // The cause would repeat characters of the key.
      throw new IllegalArgumentException("it is not " + this);
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(characters, '\0');
      Arrays.fill(key, (byte) 0);
    }
  }

  /** Writes a key; the caller closes both. */
  public Secret encode(Secret key) {
    byte[] bytes = key.bytes();
    byte[] line = new byte[0];
    try {
      line =
          switch (this) {
            case HEX -> hex(bytes);
            case BASE32 -> base32(bytes);
            case BASE64 -> Base64.getEncoder().encode(bytes);
          };
      return Secret.copyOf(line);
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(line, (byte) 0);
    }
  }

  private static byte[] hex(byte[] bytes) {
    byte[] digits = new byte[bytes.length * 2];
    for (int i = 0; i < bytes.length; i++) {
      digits[2 * i] = (byte) Character.forDigit((bytes[i] >> 4) & 0x0F, 16);
      digits[2 * i + 1] = (byte) Character.forDigit(bytes[i] & 0x0F, 16);
    }
    return digits;
  }

  private static byte[] base32(byte[] bytes) {
    char[] characters = Base32.encode(bytes);
    byte[] line = new byte[characters.length];
    for (int i = 0; i < line.length; i++) {
      line[i] = (byte) characters[i];
    }
    Arrays.fill(characters, '\0');
    return line;
  }
}
