package dev.countersign.simulator.fido;

import dev.countersign.wire.cbor.CborMap;
import java.math.BigInteger;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.signers.RSADigestSigner;
import org.bouncycastle.util.BigIntegers;

/**
 * An RSA key of 2048 bits. Its primes are the first ones behind two numbers that follow from the
 * seed, by rules of this file alone: the key must be the same with every later library.
 */
final class RsaCredentialKey implements CredentialKey {
  private static final long RSA = 3;
  private static final long MODULUS = -1;
  private static final long EXPONENT = -2;
  private static final BigInteger PUBLIC_EXPONENT = BigInteger.valueOf(65537);
  private static final int PRIME_BITS = 1024;
  private static final int CERTAINTY = 64;

  private final RSAPrivateCrtKeyParameters secret;

  private RsaCredentialKey(RSAPrivateCrtKeyParameters secret) {
    this.secret = secret;
  }

  static RsaCredentialKey derive(byte[] seed) {
    BigInteger p = prime(seed, "p");
    BigInteger q = prime(seed, "q");
    BigInteger p1 = p.subtract(BigInteger.ONE);
    BigInteger q1 = q.subtract(BigInteger.ONE);
    BigInteger exponent = PUBLIC_EXPONENT.modInverse(p1.multiply(q1));
    return new RsaCredentialKey(
        new RSAPrivateCrtKeyParameters(
            p.multiply(q),
            PUBLIC_EXPONENT,
            exponent,
            p,
            q,
            exponent.mod(p1),
            exponent.mod(q1),
            q.modInverse(p)));
  }

  private static BigInteger prime(byte[] seed, String name) {
    BigInteger number = BigInteger.ZERO;
    for (int block = 0; block < PRIME_BITS / 8 / Hashes.BYTES; block++) {
      BigInteger next = new BigInteger(1, Hashes.derive(seed, name + block));
      number = number.shiftLeft(8 * Hashes.BYTES).add(next);
    }
    // both upper bits are set so that the product has 2048
    BigInteger candidate = number.setBit(PRIME_BITS - 1).setBit(PRIME_BITS - 2).setBit(0);
    while (candidate.mod(PUBLIC_EXPONENT).equals(BigInteger.ONE)
        || !candidate.isProbablePrime(CERTAINTY)) {
      candidate = candidate.add(BigInteger.TWO);
    }
    return candidate;
  }

  @Override
  public Algorithm algorithm() {
    return Algorithm.RS256;
  }

  @Override
  public CborMap publicKey() {
    return CredentialKey.coseKey(RSA, algorithm().cose())
        .put(MODULUS, BigIntegers.asUnsignedByteArray(secret.getModulus()))
        .put(EXPONENT, BigIntegers.asUnsignedByteArray(secret.getPublicExponent()))
        .build();
  }

  @Override
  public byte[] sign(byte[] message) {
    RSADigestSigner signer = new RSADigestSigner(new SHA256Digest());
    signer.init(true, secret);
    signer.update(message, 0, message.length);
    try {
      return signer.generateSignature();
    } catch (CryptoException e) {
      throw new IllegalStateException(e);
    }
  }
}
