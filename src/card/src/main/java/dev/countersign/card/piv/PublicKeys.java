package dev.countersign.card.piv;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.encoding.RawPublicKeys;
import dev.countersign.wire.Tlv;
import java.security.PublicKey;
import java.util.List;

/** Public keys as the card writes them ([SP800-73-4/2] 3.3.2). */
final class PublicKeys {
  private static final int MODULUS = 0x81;
  private static final int EXPONENT = 0x82;
  private static final int POINT = 0x86;

  private PublicKeys() {}

  /**
   * Reads the objects inside a {@code 7F49}.
   *
   * @throws IllegalArgumentException when they are not a key of this algorithm
   */
  static PublicKey decode(KeyAlgorithm algorithm, List<Tlv> objects) {
    return algorithm.family() == KeyAlgorithm.Family.RSA
        ? RawPublicKeys.rsa(algorithm, value(objects, MODULUS), value(objects, EXPONENT))
        : RawPublicKeys.ofPoint(algorithm, value(objects, POINT));
  }

  private static byte[] value(List<Tlv> objects, int tag) {
    return Tlv.find(objects, tag)
        .map(Tlv::value)
        .orElseThrow(() -> new IllegalArgumentException("object %X is missing".formatted(tag)));
  }
}
