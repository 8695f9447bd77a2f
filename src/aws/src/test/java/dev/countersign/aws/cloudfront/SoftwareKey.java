package dev.countersign.aws.cloudfront;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyOrigin;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinEntry;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenUri;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A signing key in memory. It counts its signatures. */
final class SoftwareKey implements SigningKey {
  private final PrivateKey privateKey;
  private final PublicKey publicKey;
  private final AtomicInteger signatures = new AtomicInteger();

  SoftwareKey(KeyPair pair) {
    this(pair.getPrivate(), pair.getPublic());
  }

  SoftwareKey(PrivateKey privateKey, PublicKey publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  int signatures() {
    return signatures.get();
  }

  @Override
  public byte[] sign(SignatureAlgorithm algorithm, byte[] message) {
    signatures.incrementAndGet();
    Digest digest = algorithm.digest().orElseThrow();
    try {
      Signature signature =
          Signature.getInstance(
              digest.name()
                  + (algorithm.family() == KeyAlgorithm.Family.RSA ? "withRSA" : "withECDSA"));
      signature.initSign(privateKey);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public byte[] signDigest(SignatureAlgorithm algorithm, byte[] digest) {
    throw new IllegalStateException("the signer hands over whole messages");
  }

  @Override
  public SigningKey with(PinEntry pinEntry) {
    return this;
  }

  @Override
  public TokenUri uri() {
    return TokenUri.parse("piv:serial=12345678;slot=9c");
  }

  @Override
  public KeyAlgorithm algorithm() {
    return KeyAlgorithm.of(publicKey).orElseThrow();
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public List<X509Certificate> certificateChain() {
    return List.of();
  }

  @Override
  public KeyPolicies policies() {
    return KeyPolicies.UNKNOWN;
  }

  @Override
  public Optional<KeyOrigin> origin() {
    return Optional.empty();
  }
}
