package dev.countersign.card.piv;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.NamedCurves;
import dev.countersign.wire.Tlv;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.List;

/** Public keys as the card writes them ([SP800-73-4/2] 3.3.2). */
final class PublicKeys {
  private static final int MODULUS = 0x81;
  private static final int EXPONENT = 0x82;
  private static final int POINT = 0x86;
  private static final int COORDINATE_BYTES = 32;

  private PublicKeys() {}

  /**
   * Reads the objects inside a {@code 7F49}.
   *
   * @throws IllegalArgumentException when they are not a key of this algorithm
   */
  static PublicKey decode(KeyAlgorithm algorithm, List<Tlv> objects) {
    try {
      return switch (algorithm.family()) {
        case RSA -> rsa(algorithm, value(objects, MODULUS), value(objects, EXPONENT));
        case EC ->
            KeyFactory.getInstance("EC")
                .generatePublic(
                    new ECPublicKeySpec(
                        EllipticCurves.decode(algorithm, value(objects, POINT)),
                        NamedCurves.parameters(algorithm)));
        case ED25519 -> ed25519(value(objects, POINT));
        case X25519 -> x25519(value(objects, POINT));
      };
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not a public key of " + algorithm, e);
    }
  }

  private static byte[] value(List<Tlv> objects, int tag) {
    return Tlv.find(objects, tag)
        .map(Tlv::value)
        .orElseThrow(() -> new IllegalArgumentException("object %X is missing".formatted(tag)));
  }

  private static PublicKey rsa(KeyAlgorithm algorithm, byte[] modulus, byte[] exponent)
      throws GeneralSecurityException {
    BigInteger n = new BigInteger(1, modulus);
    BigInteger e = new BigInteger(1, exponent);
    if (n.bitLength() != algorithm.bits() || !n.testBit(0)) {
      throw new IllegalArgumentException("not a modulus of %d bits".formatted(algorithm.bits()));
    }
    if (e.compareTo(BigInteger.valueOf(3)) < 0 || !e.testBit(0) || e.bitLength() > 64) {
      throw new IllegalArgumentException("not a public exponent");
    }
    return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(n, e));
  }

  /** [RFC8032] 5.1.5: y little-endian, the lowest bit of x on top. */
  private static PublicKey ed25519(byte[] encoded) throws GeneralSecurityException {
    byte[] y = EllipticCurves.reversed(requireCoordinate(encoded));
    boolean xOdd = (y[0] & 0x80) != 0;
    y[0] &= 0x7F;
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(
            new EdECPublicKeySpec(
                NamedParameterSpec.ED25519, new EdECPoint(xOdd, new BigInteger(1, y))));
  }

  /** [RFC7748] 5: u little-endian, the top bit ignored. */
  private static PublicKey x25519(byte[] encoded) throws GeneralSecurityException {
    byte[] u = EllipticCurves.reversed(requireCoordinate(encoded));
    u[0] &= 0x7F;
    return KeyFactory.getInstance("X25519")
        .generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, u)));
  }

  private static byte[] requireCoordinate(byte[] encoded) {
    if (encoded.length != COORDINATE_BYTES) {
      throw new IllegalArgumentException("a coordinate of Curve25519 has 32 bytes");
    }
    return encoded;
  }

  /** An X25519 key as 32 bytes, little-endian. */
  static byte[] encodeX25519(XECPublicKey key) {
    BigInteger prime = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    return EllipticCurves.reversed(
        EllipticCurves.unsigned(key.getU().mod(prime), COORDINATE_BYTES));
  }
}
