package dev.countersign.cli.fido;

import dev.countersign.cli.Failure;
import dev.countersign.device.fido.SecretSalt;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;

/**
 * What a secret is for. The salt of a label is SHA-256 of the 26 bytes {@code "Countersign fido
 * secret 1\0"} in ASCII and the label in UTF-8, normalization form C. This never changes: whoever
 * encrypted something with such a secret wants it back.
 */
final class SecretLabel {
  private static final byte[] CONTEXT =
      "Countersign fido secret 1\0".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_BYTES = 255;

  private SecretLabel() {}

  /** The salt of a label. */
  static SecretSalt salt(String label) {
    boolean steers = label.codePoints().anyMatch(Character::isISOControl);
    byte[] text = Normalizer.normalize(label, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
    if (text.length == 0 || text.length > MAX_BYTES || steers) {
      throw Failure.usage(
          "this label cannot be used",
          "give 1 to %d bytes without control characters".formatted(MAX_BYTES));
    }
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      hash.update(CONTEXT);
      return SecretSalt.of(hash.digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
