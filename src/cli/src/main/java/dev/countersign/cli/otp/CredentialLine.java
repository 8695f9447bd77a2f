package dev.countersign.cli.otp;

import dev.countersign.cli.Failure;
import dev.countersign.cli.seeds.SecretEncoding;
import dev.countersign.device.Secret;
import dev.countersign.wire.oath.Modhex;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A Yubico OTP credential on one line: {@code PUBLIC-ID,PRIVATE-ID,KEY}, or without the first.
 *
 * @param privateId 6 bytes; the caller closes it
 * @param key 16 bytes; the caller closes it
 */
record CredentialLine(Optional<byte[]> publicId, Secret privateId, Secret key) {
  private static final int PRIVATE_ID_BYTES = 6;
  private static final int KEY_BYTES = 16;

  /** Reads it. */
  static CredentialLine parse(Secret line, String place) {
    byte[] text = line.bytes();
    try {
      int key = lastComma(text, text.length);
      int privateId = lastComma(text, key);
      if (key < 0 || lastComma(text, privateId) >= 0) {
        throw none(place);
      }
      Optional<byte[]> publicId = Optional.empty();
      if (privateId >= 0) {
        String identity = new String(text, 0, privateId, StandardCharsets.ISO_8859_1).strip();
        publicId = Optional.of(identity(identity, place));
      }
      List<Secret> secrets =
          List.of(
              field(text, privateId + 1, key, PRIVATE_ID_BYTES, place),
              field(text, key + 1, text.length, KEY_BYTES, place));
      return new CredentialLine(publicId, secrets.get(0), secrets.get(1));
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static byte[] identity(String text, String place) {
    try {
      return PublicId.parse(text, place);
    } catch (Failure e) {
      // What stands there may be a secret in the wrong place: none of it is repeated.
      throw none(place);
    }
  }

  /** The last comma before a position; -1 when there is none. */
  private static int lastComma(byte[] text, int before) {
    int at = before - 1;
    while (at >= 0 && text[at] != ',') {
      at--;
    }
    return at;
  }

  private static Secret field(byte[] text, int from, int to, int length, String place) {
    byte[] digits = Arrays.copyOfRange(text, from, to);
    try (Secret field = Secret.copyOf(digits)) {
      Secret decoded = SecretEncoding.HEX.decode(field);
      if (decoded.length() == length) {
        return decoded;
      }
      decoded.close();
    } catch (IllegalArgumentException e) {
      throw none(place);
    } finally {
      Arrays.fill(digits, (byte) 0);
    }
    throw none(place);
  }

  private static Failure none(String place) {
    return Failure.usage(
        place + " holds no Yubico OTP credential",
        "write PUBLIC-ID,PRIVATE-ID,KEY on one line: modhex, 12 and 32 hexadecimal digits");
  }

  /** Writes it; the caller closes all. */
  static Secret write(byte[] publicId, Secret privateId, Secret key) {
    byte[] identity = Modhex.encode(publicId).getBytes(StandardCharsets.US_ASCII);
    try (Secret first = SecretEncoding.HEX.encode(privateId);
        Secret second = SecretEncoding.HEX.encode(key)) {
      byte[] line = new byte[identity.length + first.length() + second.length() + 2];
      byte[] firstDigits = first.bytes();
      byte[] secondDigits = second.bytes();
      try {
        System.arraycopy(identity, 0, line, 0, identity.length);
        line[identity.length] = ',';
        System.arraycopy(firstDigits, 0, line, identity.length + 1, firstDigits.length);
        line[identity.length + 1 + firstDigits.length] = ',';
        System.arraycopy(
            secondDigits, 0, line, line.length - secondDigits.length, secondDigits.length);
        return Secret.copyOf(line);
      } finally {
        Arrays.fill(firstDigits, (byte) 0);
        Arrays.fill(secondDigits, (byte) 0);
        Arrays.fill(line, (byte) 0);
      }
    }
  }
}
