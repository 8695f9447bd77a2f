package dev.countersign.cli.seeds;

import dev.countersign.cli.Failure;
import dev.countersign.device.Secret;
import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.Base32;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.OtpauthUri;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Tells by its content how a seed was handed out. */
final class SeedFormat {
  private static final int MAX_TEXT_BYTES = 64 * 1024;
  private static final String REMEDY =
      "give an otpauth URI, the seed in base32, a PSKC file, or a PNG or JPEG of the QR code";

  private SeedFormat() {}

  /**
   * Reads it.
   *
   * @param content a file, which the caller wipes
   * @param source what to call it
   */
  static Enrolment parse(byte[] content, String source) {
    try {
      if (QrImage.is(content)) {
        char[] text = QrImage.read(content);
        try {
          return text(text);
        } finally {
          Arrays.fill(text, '\0');
        }
      } else if (content.length > MAX_TEXT_BYTES) {
        throw new IllegalArgumentException(
            "it is neither a PNG nor a JPEG, and too long for a seed");
      } else if (Pskc.is(content)) {
        return Pskc.read(content);
      }
      char[] text = characters(content);
      try {
        return text(text);
      } finally {
        Arrays.fill(text, '\0');
      }
    } catch (IllegalArgumentException e) {
      throw Failure.usage("%s holds no seed: %s".formatted(source, e.getMessage()), REMEDY);
    }
  }

  private static char[] characters(byte[] content) {
    CharBuffer decoded;
    try {
      decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("it is neither text, nor a PNG or JPEG", e);
    }
    char[] all = decoded.array();
    try {
      int from = 0;
      int to = decoded.limit();
      while (from < to && (Character.isWhitespace(all[from]) || all[from] == '\uFEFF')) {
        from++;
      }
      while (to > from && Character.isWhitespace(all[to - 1])) {
        to--;
      }
      return Arrays.copyOfRange(all, from, to);
    } finally {
      Arrays.fill(all, '\0');
    }
  }

  private static Enrolment text(char[] text) {
    if (text.length == 0) {
      throw new IllegalArgumentException("it is empty");
    }
    String start = new String(text, 0, Math.min(text.length, 8)).toLowerCase(Locale.ROOT);
    if (start.equals("otpauth:")) {
      return otpauth(text);
    } else if (start.equals("otpauth-")) {
      throw new IllegalArgumentException(
          "it is an app's export of all its accounts, not what one issuer handed out");
    }
    byte[] seed = Base32.decode(text);
    try {
      if (seed.length == 0) {
        throw new IllegalArgumentException("it is empty");
      }
      return Enrolment.of(Secret.copyOf(seed));
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  private static Enrolment otpauth(char[] text) {
    for (char c : text) {
      if (c <= ' ') {
        throw new IllegalArgumentException("an otpauth URI is one line without spaces");
      }
    }
    try (OtpauthUri uri = OtpauthUri.parse(text)) {
      AccountId account = uri.account();
      byte[] seed = uri.seed();
      try {
        return new Enrolment(
            account.issuer(),
            Optional.of(account.name()),
            Optional.of(uri.kind()),
            Optional.of(uri.hash()),
            OptionalInt.of(uri.digits()),
            account.period(),
            uri.kind() == CodeKind.HOTP ? OptionalLong.of(uri.counter()) : OptionalLong.empty(),
            Secret.copyOf(seed));
      } finally {
        Arrays.fill(seed, (byte) 0);
      }
    }
  }
}
