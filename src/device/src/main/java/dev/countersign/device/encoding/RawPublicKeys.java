package dev.countersign.device.encoding;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.NamedCurves;
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

/**
 * Public keys out of the numbers and points that tokens tell. What cannot be a key is an {@link
 * IllegalArgumentException}.
 */
public final class RawPublicKeys {
  private static final int COORDINATE_BYTES = 32;

  private RawPublicKeys() {}

  /** An RSA key out of modulus and exponent, both big-endian. */
  public static PublicKey rsa(KeyAlgorithm algorithm, byte[] modulus, byte[] exponent) {
    BigInteger n = new BigInteger(1, modulus);
    BigInteger e = new BigInteger(1, exponent);
    if (n.bitLength() != algorithm.bits() || !n.testBit(0)) {
      throw new IllegalArgumentException("not a modulus of %d bits".formatted(algorithm.bits()));
    }
    if (e.compareTo(BigInteger.valueOf(3)) < 0 || !e.testBit(0) || e.bitLength() > 64) {
      throw new IllegalArgumentException("not a public exponent");
    }
    try {
      return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(n, e));
    } catch (GeneralSecurityException problem) {
      throw notAKey(algorithm, problem);
    }
  }

  /** A key on a curve out of its point; Edwards and Montgomery curves little-endian. */
  public static PublicKey ofPoint(KeyAlgorithm algorithm, byte[] point) {
    try {
      return switch (algorithm.family()) {
        case EC ->
            KeyFactory.getInstance("EC")
                .generatePublic(
                    new ECPublicKeySpec(
                        EllipticCurves.decode(algorithm, point),
                        NamedCurves.parameters(algorithm)));
        case ED25519 -> ed25519(point);
        case X25519 -> x25519(point);
        case RSA -> throw new IllegalArgumentException("RSA keys have no point");
      };
    } catch (GeneralSecurityException e) {
      throw notAKey(algorithm, e);
    }
  }

  private static IllegalArgumentException notAKey(
      KeyAlgorithm algorithm, GeneralSecurityException e) {
    return new IllegalArgumentException("not a public key of " + algorithm, e);
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
  public static byte[] encodeX25519(XECPublicKey key) {
    BigInteger prime = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    return EllipticCurves.reversed(
        EllipticCurves.unsigned(key.getU().mod(prime), COORDINATE_BYTES));
  }
}
