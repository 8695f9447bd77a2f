package dev.countersign.device.encoding;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.NamedCurves;
import java.math.BigInteger;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.Arrays;

/** Points and integers of the NIST curves as bytes. */
public final class EllipticCurves {
  private static final int UNCOMPRESSED = 0x04;

  private EllipticCurves() {}

  /** Whether the point lies on the curve and is not its point at infinity. */
  public static boolean isOnCurve(KeyAlgorithm algorithm, ECPoint point) {
    if (point.equals(ECPoint.POINT_INFINITY)) {
      return false;
    }
    ECParameterSpec parameters = NamedCurves.parameters(algorithm);
    BigInteger p = ((ECFieldFp) parameters.getCurve().getField()).getP();
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    if (x.signum() < 0 || y.signum() < 0 || x.compareTo(p) >= 0 || y.compareTo(p) >= 0) {
      return false;
    }
    BigInteger right =
        x.multiply(x)
            .add(parameters.getCurve().getA())
            .multiply(x)
            .add(parameters.getCurve().getB())
            .mod(p);
    return y.multiply(y).mod(p).equals(right);
  }

  /** {@code 04 || X || Y}. */
  public static byte[] encode(KeyAlgorithm algorithm, ECPoint point) {
    int length = algorithm.bytes();
    byte[] encoded = new byte[1 + 2 * length];
    encoded[0] = UNCOMPRESSED;
    System.arraycopy(unsigned(point.getAffineX(), length), 0, encoded, 1, length);
    System.arraycopy(unsigned(point.getAffineY(), length), 0, encoded, 1 + length, length);
    return encoded;
  }

  /**
   * Reads {@code 04 || X || Y}.
   *
   * @throws IllegalArgumentException when it is not a point of the curve in that form
   */
  public static ECPoint decode(KeyAlgorithm algorithm, byte[] encoded) {
    int length = algorithm.bytes();
    if (encoded.length != 1 + 2 * length || encoded[0] != UNCOMPRESSED) {
      throw new IllegalArgumentException("not an uncompressed point of " + algorithm);
    }
    ECPoint point =
        new ECPoint(
            new BigInteger(1, Arrays.copyOfRange(encoded, 1, 1 + length)),
            new BigInteger(1, Arrays.copyOfRange(encoded, 1 + length, encoded.length)));
    if (!isOnCurve(algorithm, point)) {
      throw new IllegalArgumentException("the point is not on " + algorithm);
    }
    return point;
  }

  /**
   * A number that is not negative, big-endian, with zeros in front.
   *
   * @throws IllegalArgumentException when it does not fit
   */
  public static byte[] unsigned(BigInteger number, int length) {
    if (number.signum() < 0 || number.bitLength() > 8 * length) {
      throw new IllegalArgumentException("the number does not fit in " + length + " bytes");
    }
    byte[] signed = number.toByteArray();
    byte[] result = new byte[length];
    int count = Math.min(signed.length, length);
    System.arraycopy(signed, signed.length - count, result, length - count, count);
    Arrays.fill(signed, (byte) 0);
    return result;
  }

  /** The bytes in the other order. */
  public static byte[] reversed(byte[] bytes) {
    byte[] result = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      result[i] = bytes[bytes.length - 1 - i];
    }
    return result;
  }
}
