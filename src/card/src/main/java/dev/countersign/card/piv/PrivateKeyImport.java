package dev.countersign.card.piv;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.encoding.EllipticCurves;
import dev.countersign.wire.Tlv;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.XECPrivateKey;
import java.util.Arrays;
import java.util.Optional;

/** Private keys as the card takes them from outside ([YK-PIV] IMPORT KEY). */
final class PrivateKeyImport {
  private static final int RSA_P = 0x01;
  private static final int RSA_Q = 0x02;
  private static final int RSA_DP = 0x03;
  private static final int RSA_DQ = 0x04;
  private static final int RSA_Q_INVERSE = 0x05;
  private static final int EC_SCALAR = 0x06;
  private static final int ED25519_SEED = 0x07;
  private static final int X25519_SCALAR = 0x08;
  private static final BigInteger F4 = BigInteger.valueOf(65537);

  private PrivateKeyImport() {}

  /**
   * The data objects of a key, which the caller wipes.
   *
   * @return empty when the key cannot be read or is of a form that no card takes
   */
  static Optional<byte[]> encode(KeyAlgorithm algorithm, PrivateKey key) {
    int length = algorithm.bytes();
    if (key instanceof RSAPrivateCrtKey rsa) {
      return F4.equals(rsa.getPublicExponent())
          ? Optional.of(rsa(rsa, length / 2))
          : Optional.empty();
    } else if (key instanceof ECPrivateKey ec) {
      return Optional.of(one(EC_SCALAR, EllipticCurves.unsigned(ec.getS(), length)));
    } else if (key instanceof EdECPrivateKey ed) {
      return ed.getBytes().map(seed -> one(ED25519_SEED, seed));
    } else if (key instanceof XECPrivateKey x) {
      return x.getScalar().map(scalar -> one(X25519_SCALAR, scalar));
    }
    return Optional.empty();
  }

  private static byte[] rsa(RSAPrivateCrtKey key, int length) {
    byte[][] parts = {
      one(RSA_P, EllipticCurves.unsigned(key.getPrimeP(), length)),
      one(RSA_Q, EllipticCurves.unsigned(key.getPrimeQ(), length)),
      one(RSA_DP, EllipticCurves.unsigned(key.getPrimeExponentP(), length)),
      one(RSA_DQ, EllipticCurves.unsigned(key.getPrimeExponentQ(), length)),
      one(RSA_Q_INVERSE, EllipticCurves.unsigned(key.getCrtCoefficient(), length)),
    };
    int total = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    byte[] all = new byte[total];
    int offset = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, offset, part.length);
      offset += part.length;
      Arrays.fill(part, (byte) 0);
    }
    return all;
  }

  private static byte[] one(int tag, byte[] value) {
    byte[] encoded = new Tlv(tag, value).encode();
    Arrays.fill(value, (byte) 0);
    return encoded;
  }

  /** Key bytes, then what else belongs into the command; the key bytes are wiped. */
  static byte[] followedBy(byte[] key, byte[] others) {
    byte[] all = Arrays.copyOf(key, key.length + others.length);
    System.arraycopy(others, 0, all, key.length, others.length);
    Arrays.fill(key, (byte) 0);
    return all;
  }
}
