package dev.countersign.host.pkcs11;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.encoding.EllipticCurves;
import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.wire.Tlv;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.interfaces.XECPrivateKey;
import java.security.interfaces.XECPublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The numbers of a key pair as attributes ([PKCS11-CURR] 2.1.2, 2.1.3, 2.3.3 to 2.3.5). Closing
 * wipes the secret ones.
 */
final class KeyMaterial implements AutoCloseable {
  private static final int OCTET_STRING = 0x04;

  private final List<Attribute> secret;
  private final List<Attribute> open;

  private KeyMaterial(List<Attribute> secret, List<Attribute> open) {
    this.secret = secret;
    this.open = open;
  }

  /** Those of a pair; empty when its private half cannot be read. */
  static Optional<KeyMaterial> of(KeyPair pair) {
    PrivateKey secret = pair.getPrivate();
    PublicKey open = pair.getPublic();
    if (secret instanceof RSAPrivateCrtKey rsa && open instanceof RSAPublicKey key) {
      return Optional.of(rsa(rsa, key));
    } else if (secret instanceof ECPrivateKey ec && open instanceof ECPublicKey key) {
      KeyAlgorithm algorithm = KeyAlgorithm.of(open).orElseThrow();
      return Optional.of(
          onCurve(
              EllipticCurves.unsigned(ec.getS(), algorithm.bytes()),
              EllipticCurves.encode(algorithm, key.getW())));
    } else if (secret instanceof EdECPrivateKey ed && open instanceof EdECPublicKey) {
      return ed.getBytes().map(seed -> onCurve(seed, rawPoint(open)));
    } else if (secret instanceof XECPrivateKey x && open instanceof XECPublicKey) {
      return x.getScalar().map(scalar -> onCurve(scalar, rawPoint(open)));
    }
    return Optional.empty();
  }

  private static KeyMaterial rsa(RSAPrivateCrtKey key, RSAPublicKey open) {
    Attribute modulus = number(Cka.MODULUS, open.getModulus());
    Attribute exponent = number(Cka.PUBLIC_EXPONENT, open.getPublicExponent());
    return new KeyMaterial(
        List.of(
            modulus,
            exponent,
            number(Cka.PRIVATE_EXPONENT, key.getPrivateExponent()),
            number(Cka.PRIME_1, key.getPrimeP()),
            number(Cka.PRIME_2, key.getPrimeQ()),
            number(Cka.EXPONENT_1, key.getPrimeExponentP()),
            number(Cka.EXPONENT_2, key.getPrimeExponentQ()),
            number(Cka.COEFFICIENT, key.getCrtCoefficient())),
        List.of(modulus, exponent));
  }

  private static KeyMaterial onCurve(byte[] secret, byte[] point) {
    return new KeyMaterial(
        List.of(Attribute.of(Cka.VALUE, secret)),
        List.of(Attribute.of(Cka.EC_POINT, Tlv.of(OCTET_STRING, point).encode())));
  }

  /** The last 32 bytes of its SubjectPublicKeyInfo ([RFC8410] 4). */
  private static byte[] rawPoint(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
  }

  private static Attribute number(long type, BigInteger number) {
    return Attribute.of(type, EllipticCurves.unsigned(number, (number.bitLength() + 7) / 8));
  }

  /** What the private key is given beside its curve. */
  List<Attribute> secret() {
    return secret;
  }

  /** What the public key is given beside its curve. */
  List<Attribute> open() {
    return open;
  }

  @Override
  public void close() {
    for (Attribute attribute : secret) {
      boolean told = open.contains(attribute);
      if (!told && attribute instanceof Attribute.Bytes bytes) {
        Arrays.fill(bytes.value(), (byte) 0);
      }
    }
  }
}
