package dev.countersign.simulator.piv;

import dev.countersign.wire.Tlv;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/** A key on P-256 or P-384. */
final class EcKey implements KeyMaterial {
  private static final int TAG_POINT = 0x86;
  private static final byte UNCOMPRESSED = 0x04;

  private final PivAlgorithm algorithm;
  private final ECPrivateKeyParameters secret;

  /**
   * Creates a key.
   *
   * @param scalar the private scalar, as long as the field
   * @throws IllegalArgumentException when it is not 1 to n-1, or of another length
   */
  EcKey(PivAlgorithm algorithm, byte[] scalar) {
    if (scalar.length != algorithm.bytes()) {
      throw new IllegalArgumentException("scalar of " + scalar.length + " bytes");
    }
    this.algorithm = algorithm;
    ECNamedDomainParameters domain = domain(algorithm);
    secret = new ECPrivateKeyParameters(new BigInteger(1, scalar), domain);
  }

  static EcKey generate(PivAlgorithm algorithm, SecureRandom random) {
    BigInteger order = domain(algorithm).getN();
    BigInteger scalar =
        BigIntegers.createRandomInRange(BigInteger.ONE, order.subtract(BigInteger.ONE), random);
    return new EcKey(algorithm, BigIntegers.asUnsignedByteArray(algorithm.bytes(), scalar));
  }

  private static ECNamedDomainParameters domain(PivAlgorithm algorithm) {
    ASN1ObjectIdentifier curve =
        algorithm == PivAlgorithm.P256
            ? SECObjectIdentifiers.secp256r1
            : SECObjectIdentifiers.secp384r1;
    X9ECParameters parameters = CustomNamedCurves.getByOID(curve);
    return new ECNamedDomainParameters(curve, parameters);
  }

  ECPrivateKeyParameters parameters() {
    return secret;
  }

  /** The public point; computed when needed, so that a token with many keys opens quickly. */
  private ECPoint point() {
    ECPoint base = secret.getParameters().getG();
    return new FixedPointCombMultiplier().multiply(base, secret.getD()).normalize();
  }

  @Override
  public PivAlgorithm algorithm() {
    return algorithm;
  }

  @Override
  public byte[] encode() {
    return BigIntegers.asUnsignedByteArray(algorithm.bytes(), secret.getD());
  }

  @Override
  public byte[] publicObjects() {
    return new Tlv(TAG_POINT, point().getEncoded(false)).encode();
  }

  @Override
  public SubjectPublicKeyInfo publicKeyInfo() throws IOException {
    return SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(
        new ECPublicKeyParameters(point(), secret.getParameters()));
  }

  /** ECDSA over a digest that may be shorter than the field, never longer. */
  @Override
  public Optional<byte[]> sign(byte[] digest, SecureRandom random) {
    if (digest.length == 0 || digest.length > algorithm.bytes()) {
      return Optional.empty();
    }
    ECDSASigner signer = new ECDSASigner();
    signer.init(true, new ParametersWithRandom(secret, random));
    BigInteger[] rs = signer.generateSignature(digest);
    try {
      return Optional.of(
          StandardDSAEncoding.INSTANCE.encode(secret.getParameters().getN(), rs[0], rs[1]));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Optional<byte[]> agree(byte[] peer) {
    if (peer.length != 1 + 2 * algorithm.bytes() || peer[0] != UNCOMPRESSED) {
      return Optional.empty();
    }
    try {
      ECPoint theirs = secret.getParameters().getCurve().decodePoint(peer);
      ECDHBasicAgreement agreement = new ECDHBasicAgreement();
      agreement.init(secret);
      BigInteger x =
          agreement.calculateAgreement(new ECPublicKeyParameters(theirs, secret.getParameters()));
      return Optional.of(BigIntegers.asUnsignedByteArray(algorithm.bytes(), x));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // not a point of the curve
    }
  }
}
