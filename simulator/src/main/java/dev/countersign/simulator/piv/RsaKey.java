package dev.countersign.simulator.piv;

import dev.countersign.wire.Tlv;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.engines.RSAEngine;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.util.BigIntegers;

/** An RSA key with exponent 65537. The raw operation only: padding is the host's. */
final class RsaKey implements KeyMaterial {
  private static final BigInteger EXPONENT = BigInteger.valueOf(65537);
  private static final int PRIME_CERTAINTY = 100;
  private static final int TAG_MODULUS = 0x81;
  private static final int TAG_EXPONENT = 0x82;

  private final PivAlgorithm algorithm;
  private final BigInteger p;
  private final BigInteger q;
  private final BigInteger modulus;

  private RsaKey(PivAlgorithm algorithm, BigInteger p, BigInteger q) {
    this.algorithm = algorithm;
    this.p = p;
    this.q = q;
    this.modulus = p.multiply(q);
    if (modulus.bitLength() != algorithm.bits()) {
      throw new IllegalArgumentException("modulus of " + modulus.bitLength() + " bits");
    }
  }

  static RsaKey generate(PivAlgorithm algorithm, SecureRandom random) {
    RSAKeyPairGenerator generator = new RSAKeyPairGenerator();
    generator.init(
        new RSAKeyGenerationParameters(EXPONENT, random, algorithm.bits(), PRIME_CERTAINTY));
    RSAPrivateCrtKeyParameters key =
        (RSAPrivateCrtKeyParameters) generator.generateKeyPair().getPrivate();
    return new RsaKey(algorithm, key.getP(), key.getQ());
  }

  static RsaKey decode(PivAlgorithm algorithm, byte[] primes) {
    int half = algorithm.bytes() / 2;
    if (primes.length != 2 * half) {
      throw new IllegalArgumentException("primes of " + primes.length + " bytes");
    }
    return new RsaKey(
        algorithm,
        new BigInteger(1, Arrays.copyOf(primes, half)),
        new BigInteger(1, Arrays.copyOfRange(primes, half, 2 * half)));
  }

  /**
   * Takes the parts of an import command ([YK-PIV] IMPORT ASYMMETRIC KEY).
   *
   * @param parts p, q, dP, dQ, qInv, each half as long as the modulus
   * @throws IllegalArgumentException when they are not one key
   */
  static RsaKey imported(PivAlgorithm algorithm, List<byte[]> parts) {
    int half = algorithm.bytes() / 2;
    if (parts.stream().anyMatch(part -> part.length != half)) {
      throw new IllegalArgumentException("part of another length than half the modulus");
    }
    List<BigInteger> numbers = parts.stream().map(part -> new BigInteger(1, part)).toList();
    RsaKey key = new RsaKey(algorithm, numbers.get(0), numbers.get(1));
    RSAPrivateCrtKeyParameters whole = key.parameters();
    if (!whole.getDP().equals(numbers.get(2))
        || !whole.getDQ().equals(numbers.get(3))
        || !whole.getQInv().equals(numbers.get(4))) {
      throw new IllegalArgumentException("parts of different keys");
    }
    return key;
  }

  /** Computed when needed: Bouncy Castle examines the modulus, which takes a while. */
  RSAPrivateCrtKeyParameters parameters() {
    BigInteger p1 = p.subtract(BigInteger.ONE);
    BigInteger q1 = q.subtract(BigInteger.ONE);
    try {
      BigInteger d = EXPONENT.modInverse(p1.multiply(q1));
      return new RSAPrivateCrtKeyParameters(
          modulus, EXPONENT, d, p, q, d.mod(p1), d.mod(q1), q.modInverse(p));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("primes that exponent 65537 does not suit", e);
    }
  }

  @Override
  public PivAlgorithm algorithm() {
    return algorithm;
  }

  @Override
  public byte[] encode() {
    int half = algorithm.bytes() / 2;
    byte[] primes = new byte[2 * half];
    System.arraycopy(BigIntegers.asUnsignedByteArray(half, p), 0, primes, 0, half);
    System.arraycopy(BigIntegers.asUnsignedByteArray(half, q), 0, primes, half, half);
    return primes;
  }

  @Override
  public byte[] publicObjects() {
    return Tlv.encode(
        List.of(
            Tlv.of(TAG_MODULUS, BigIntegers.asUnsignedByteArray(modulus)),
            Tlv.of(TAG_EXPONENT, BigIntegers.asUnsignedByteArray(EXPONENT))));
  }

  @Override
  public SubjectPublicKeyInfo publicKeyInfo() throws IOException {
    return SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(
        new RSAKeyParameters(false, modulus, EXPONENT));
  }

  @Override
  public Optional<byte[]> sign(byte[] input, SecureRandom random) {
    if (input.length != algorithm.bytes() || new BigInteger(1, input).compareTo(modulus) >= 0) {
      return Optional.empty();
    }
    RSAEngine engine = new RSAEngine();
    engine.init(true, parameters());
    try {
      byte[] output = engine.processBlock(input, 0, input.length);
      return Optional.of(
          BigIntegers.asUnsignedByteArray(algorithm.bytes(), new BigInteger(1, output)));
    } catch (IllegalStateException e) {
      return Optional.empty(); // imported factors that are no primes: the result is none
    }
  }
}
