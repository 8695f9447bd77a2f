package dev.countersign.fido.ctap;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.encoding.RawPublicKeys;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.nio.ByteBuffer;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Optional;

/** Public keys in CBOR ([COSE] 7). */
final class CoseKeys {
  private static final int OKP = 1;
  private static final int EC2 = 2;
  private static final int RSA = 3;
  private static final int ED25519 = 6;
  private static final byte UNCOMPRESSED = 0x04;

  private CoseKeys() {}

  /** The key; empty when it is of a kind that is not known here, or none. */
  static Optional<PublicKey> read(CborMap cose) {
    try {
      return switch ((int) cose.integer(1).orElse(0)) {
        case OKP -> edwards(cose);
        case EC2 -> curve(cose);
        case RSA -> rsa(cose);
        default -> Optional.empty();
      };
    } catch (CborException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<PublicKey> edwards(CborMap cose) throws CborException {
    return cose.integer(-1).orElse(0) == ED25519
        ? Optional.of(RawPublicKeys.ofPoint(KeyAlgorithm.ED25519, bytes(cose, -2)))
        : Optional.empty();
  }

  private static Optional<PublicKey> curve(CborMap cose) throws CborException {
    KeyAlgorithm algorithm =
        switch ((int) cose.integer(-1).orElse(0)) {
          case 1 -> KeyAlgorithm.P256;
          case 2 -> KeyAlgorithm.P384;
          default -> throw new IllegalArgumentException("a curve that is not known here");
        };
    byte[] x = bytes(cose, -2);
    byte[] y = bytes(cose, -3);
    return Optional.of(
        RawPublicKeys.ofPoint(
            algorithm,
            ByteBuffer.allocate(1 + x.length + y.length).put(UNCOMPRESSED).put(x).put(y).array()));
  }

  private static Optional<PublicKey> rsa(CborMap cose) throws CborException {
    byte[] modulus = bytes(cose, -1);
    KeyAlgorithm algorithm =
        Arrays.stream(KeyAlgorithm.values())
            .filter(each -> each.family() == KeyAlgorithm.Family.RSA)
            .filter(each -> each.bits() == 8 * modulus.length)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("a size that is not known here"));
    return Optional.of(RawPublicKeys.rsa(algorithm, modulus, bytes(cose, -2)));
  }

  private static byte[] bytes(CborMap cose, int member) throws CborException {
    return Answer.requireBytes(cose, member, "a part of the key");
  }
}
