package dev.countersign.card.piv;

import dev.countersign.device.TokenException;
import java.util.function.Function;

/** Blocks as long as an RSA modulus. */
final class RsaBlocks {
  private RsaBlocks() {}

  /** The card's answer as long as the modulus: some cards leave zeros in front out. */
  static byte[] ofModulusLength(byte[] answer, int length, Function<String, TokenException> error) {
    if (answer.length > length) {
      throw error.apply(
          "its RSA result has %d bytes, the modulus %d".formatted(answer.length, length));
    }
    byte[] block = new byte[length];
    System.arraycopy(answer, 0, block, length - answer.length, answer.length);
    return block;
  }
}
