package dev.countersign.cli.otp;

import dev.countersign.cli.Failure;
import dev.countersign.device.Token;
import dev.countersign.wire.oath.Modhex;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The identity that stands before a Yubico OTP, in modhex ([YK-OTP] configuration). */
final class PublicId {
  /** The word for the identity that follows from the serial number. */
  static final String SERIAL = "serial";

  private static final int MAX_BYTES = 16;

  /** What begins the identities that owners give, so that they are none of the maker's: vv. */
  private static final short OWNER_GIVEN = (short) 0xFF00;

  private PublicId() {}

  /** Reads one. */
  static byte[] parse(String text, String place) {
    byte[] identity;
    try {
      identity = Modhex.decode(text);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(
          "%s: %s".formatted(place, e.getMessage()), "give modhex, or serial, or nothing");
    }
    if (identity.length > MAX_BYTES) {
      throw Failure.usage(
          "%s: an identity of %d bytes is too long".formatted(place, identity.length),
          "give at most %d".formatted(MAX_BYTES));
    }
    return identity;
  }

  /** The one that is asked for; that of the serial number when none is. */
  static byte[] of(Token token, @Nullable String text) {
    return text == null || text.equals(SERIAL) ? ofSerial(token) : parse(text, "--public-id");
  }

  private static byte[] ofSerial(Token token) {
    String serial = token.identity().serial().orElse("");
    try {
      return ByteBuffer.allocate(6)
          .putShort(OWNER_GIVEN)
          .putInt(Integer.parseUnsignedInt(serial))
          .array();
    } catch (NumberFormatException e) {
      throw Failure.usage(
          token.uri() + " has no serial number that makes an identity",
          "give one with --public-id, in modhex");
    }
  }
}
