package dev.countersign.fido.webauthn;

import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.KeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Optional;

/** Public keys as [COSE] 2 writes them, in the form that the rest of the world knows. */
final class CoseKeys {
  private static final int TYPE = 1;
  private static final int ALGORITHM = 3;
  private static final int OKP = 1;
  private static final int EC2 = 2;
  private static final int RSA = 3;
  private static final int ED25519 = 6;
  private static final int ED25519_BYTES = 32;
  private static final int ES256 = -7;
  private static final int EDDSA = -8;
  private static final int ES384 = -35;
  private static final int ES512 = -36;
  private static final int RS256 = -257;

  private CoseKeys() {}

  /** The number of the algorithm that a key is for. */
  static long algorithm(CborMap key) throws CborException {
    return key.integer(ALGORITHM)
        .orElseThrow(
            () -> new CborException(CborException.Kind.TYPE, "the key names no algorithm"));
  }

  /**
   * A key as SubjectPublicKeyInfo in DER ([WEBAUTHN-3] 5.2.1.1); empty for algorithms that are not
   * known here.
   *
   * @throws CborException when a part of the key is missing
   */
  static Optional<byte[]> subjectPublicKeyInfo(CborMap key) throws CborException {
    long algorithm = algorithm(key);
    try {
      if (algorithm == ES256) {
        return Optional.of(ec(key, 1, "secp256r1"));
      } else if (algorithm == ES384) {
        return Optional.of(ec(key, 2, "secp384r1"));
      } else if (algorithm == ES512) {
        return Optional.of(ec(key, 3, "secp521r1"));
      } else if (algorithm == EDDSA && key.integer(-1).orElse(0) == ED25519) {
        return Optional.of(ed25519(key));
      } else if (algorithm == RS256) {
        require(key, TYPE, RSA);
        return Optional.of(
            encoded("RSA", new RSAPublicKeySpec(unsigned(key, -1), unsigned(key, -2))));
      }
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new CborException(CborException.Kind.TYPE, "the public key is none");
    }
  }

  private static byte[] ec(CborMap key, int curve, String name)
      throws CborException, GeneralSecurityException {
    require(key, TYPE, EC2);
    require(key, -1, curve);
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(name));
    ECParameterSpec known = parameters.getParameterSpec(ECParameterSpec.class);
    ECPoint point = new ECPoint(coordinate(key, -2, known), coordinate(key, -3, known));
    return encoded("EC", new ECPublicKeySpec(point, known));
  }

  /** Java fails at larger ones with what is no checked exception. */
  private static BigInteger coordinate(CborMap key, int label, ECParameterSpec curve)
      throws CborException {
    BigInteger coordinate = unsigned(key, label);
    if (coordinate.bitLength() > curve.getCurve().getField().getFieldSize()) {
      throw new CborException(CborException.Kind.TYPE, "the public key is no point of its curve");
    }
    return coordinate;
  }

  private static byte[] ed25519(CborMap key) throws CborException, GeneralSecurityException {
    require(key, TYPE, OKP);
    byte[] point = bytes(key, -2);
    if (point.length != ED25519_BYTES) {
      throw new CborException(CborException.Kind.TYPE, "the public key has another length");
    }
    byte[] y = new byte[ED25519_BYTES]; // most significant byte first, for BigInteger
    for (int i = 0; i < ED25519_BYTES; i++) {
      y[i] = point[ED25519_BYTES - 1 - i];
    }
    boolean odd = (y[0] & 0x80) != 0;
    y[0] &= 0x7F;
    return encoded(
        "Ed25519",
        new EdECPublicKeySpec(
            NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, y))));
  }

  private static byte[] encoded(String family, KeySpec spec) throws GeneralSecurityException {
    return KeyFactory.getInstance(family).generatePublic(spec).getEncoded();
  }

  private static BigInteger unsigned(CborMap key, int label) throws CborException {
    return new BigInteger(1, bytes(key, label));
  }

  private static byte[] bytes(CborMap key, int label) throws CborException {
    return key.bytes(label)
        .orElseThrow(
            () -> new CborException(CborException.Kind.TYPE, "a part of the key is missing"));
  }

  private static void require(CborMap key, int label, int wanted) throws CborException {
    if (key.integer(label).orElse(0) != wanted) {
      throw new CborException(CborException.Kind.TYPE, "the key is of another kind");
    }
  }
}
