package dev.countersign.simulator.fido;

import dev.countersign.wire.cbor.CborMap;
import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.DSADigestSigner;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/** A key on P-256 or P-384: it signs, and it agrees on secrets with a platform. */
final class EcCredentialKey implements CredentialKey {
  static final long EC2 = 2;
  static final long CURVE = -1;
  static final long X = -2;
  static final long Y = -3;
  static final long P256 = 1;
  private static final long P384 = 2;
  static final int P256_BYTES = 32;
  private static final int P384_BYTES = 48;
  private static final byte UNCOMPRESSED = 4;

  private static final ECNamedDomainParameters P256_DOMAIN = domain(SECObjectIdentifiers.secp256r1);
  private static final ECNamedDomainParameters P384_DOMAIN = domain(SECObjectIdentifiers.secp384r1);

  private final Algorithm algorithm;
  private final ECPrivateKeyParameters secret;

  /** Made when it is first asked for: who signs needs none. */
  private volatile @Nullable ECPoint point;

  private EcCredentialKey(Algorithm algorithm, BigInteger scalar, ECNamedDomainParameters domain) {
    this.algorithm = algorithm;
    secret = new ECPrivateKeyParameters(scalar, domain);
  }

  private static ECNamedDomainParameters domain(ASN1ObjectIdentifier curve) {
    return new ECNamedDomainParameters(curve, CustomNamedCurves.getByOID(curve));
  }

  private ECPoint point() {
    ECPoint known = point;
    if (known == null) {
      known =
          new FixedPointCombMultiplier()
              .multiply(secret.getParameters().getG(), secret.getD())
              .normalize();
      point = known;
    }
    return known;
  }

  /** The key that belongs to secret bytes: a number of 64 bytes modulo the order, never zero. */
  static EcCredentialKey derive(Algorithm algorithm, byte[] seed) {
    ECNamedDomainParameters domain = algorithm == Algorithm.ES384 ? P384_DOMAIN : P256_DOMAIN;
    byte[] first = Hashes.derive(seed, "scalar 1");
    byte[] second = Hashes.derive(seed, "scalar 2");
    BigInteger number =
        new BigInteger(1, first).shiftLeft(8 * Hashes.BYTES).add(new BigInteger(1, second));
    BigInteger scalar = number.mod(domain.getN().subtract(BigInteger.ONE)).add(BigInteger.ONE);
    return new EcCredentialKey(algorithm, scalar, domain);
  }

  @Override
  public Algorithm algorithm() {
    return algorithm;
  }

  private int fieldBytes() {
    return algorithm == Algorithm.ES384 ? P384_BYTES : P256_BYTES;
  }

  @Override
  public CborMap publicKey() {
    return publicKey(algorithm.cose());
  }

  /** The public key as one for another algorithm than signatures. */
  CborMap publicKey(long coseAlgorithm) {
    int bytes = fieldBytes();
    return CredentialKey.coseKey(EC2, coseAlgorithm)
        .put(CURVE, algorithm == Algorithm.ES384 ? P384 : P256)
        .put(X, BigIntegers.asUnsignedByteArray(bytes, point().getAffineXCoord().toBigInteger()))
        .put(Y, BigIntegers.asUnsignedByteArray(bytes, point().getAffineYCoord().toBigInteger()))
        .build();
  }

  /** The public point, uncompressed, as [U2F-RAW] writes it. */
  byte[] encodedPoint() {
    return point().getEncoded(false);
  }

  ECPrivateKeyParameters parameters() {
    return secret;
  }

  SubjectPublicKeyInfo publicKeyInfo() throws IOException {
    return SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(
        new ECPublicKeyParameters(point(), secret.getParameters()));
  }

  @Override
  public byte[] sign(byte[] message) {
    boolean long384 = algorithm == Algorithm.ES384;
    Digest digest = long384 ? new SHA384Digest() : new SHA256Digest();
    Digest nonces = long384 ? new SHA384Digest() : new SHA256Digest();
    DSADigestSigner signer =
        new DSADigestSigner(new ECDSASigner(new HMacDSAKCalculator(nonces)), digest);
    signer.init(true, secret);
    signer.update(message, 0, message.length);
    return signer.generateSignature();
  }

  /**
   * The x-coordinate of the common point with the holder of a point.
   *
   * @throws IllegalArgumentException when that is no point of the curve
   */
  byte[] agree(byte[] x, byte[] y) {
    int bytes = fieldBytes();
    if (x.length != bytes || y.length != bytes) {
      throw new IllegalArgumentException("coordinates of another length");
    }
    byte[] encoded = new byte[1 + 2 * bytes];
    encoded[0] = UNCOMPRESSED;
    System.arraycopy(x, 0, encoded, 1, bytes);
    System.arraycopy(y, 0, encoded, 1 + bytes, bytes);
    ECPoint theirs = secret.getParameters().getCurve().decodePoint(encoded);
    ECDHBasicAgreement agreement = new ECDHBasicAgreement();
    agreement.init(secret);
    BigInteger common =
        agreement.calculateAgreement(new ECPublicKeyParameters(theirs, secret.getParameters()));
    return BigIntegers.asUnsignedByteArray(bytes, common);
  }
}
