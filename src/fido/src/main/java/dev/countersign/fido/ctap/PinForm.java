package dev.countersign.fido.ctap;

import dev.countersign.device.Secret;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The form in which keys get PINs: UTF-8 of Normalization Form C ([CTAP2.1] 6.5.1). Keyboards and
 * systems write one letter in several ways, of which a key would know one.
 */
final class PinForm {
  private PinForm() {}

  /** This PIN in that form, a copy that is wiped by itself; empty when it is not UTF-8. */
  static Optional<Secret> of(Secret pin) {
    byte[] bytes = pin.bytes();
    try {
      return isAscii(bytes) ? Optional.of(pin.copy()) : normalized(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static boolean isAscii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * The platform's normalizer takes and makes strings: those, and its buffers, cannot be wiped and
   * stay in memory until the collector reuses it. All that is ours is wiped, and PINs of ASCII,
   * which have one form only, do not come here.
   */
  private static Optional<Secret> normalized(byte[] bytes) {
    CharBuffer decoded;
    try {
      decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
    String normal = Normalizer.normalize(decoded, Normalizer.Form.NFC);
    char[] characters = normal.toCharArray();
    try {
      return Optional.of(Secret.copyOf(characters));
    } finally {
      Arrays.fill(decoded.array(), '\0');
      Arrays.fill(characters, '\0');
    }
  }

  /** How many code points a text of UTF-8 has. */
  static int characters(Secret pin) {
    byte[] bytes = pin.bytes();
    int characters = 0;
    for (byte b : bytes) {
      characters += (b & 0xC0) == 0x80 ? 0 : 1; // what continues a character of UTF-8
    }
    Arrays.fill(bytes, (byte) 0);
    return characters;
  }
}
