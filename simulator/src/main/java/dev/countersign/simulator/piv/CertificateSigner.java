package dev.countersign.simulator.piv;

import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcContentSignerBuilder;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.bouncycastle.operator.bc.BcRSAContentSignerBuilder;

/** Signs certificates with SHA-256 and a key of the card ([YK-ATT]). */
final class CertificateSigner {

  private CertificateSigner() {}

  /** A signer with this key; empty when keys of its kind sign no certificates. */
  static Optional<ContentSigner> of(KeyMaterial key, SecureRandom random) {
    if (key instanceof RsaKey rsa) {
      return Optional.of(build("SHA256withRSA", rsa.parameters(), random));
    }
    if (key instanceof EcKey ec) {
      return Optional.of(build("SHA256withECDSA", ec.parameters(), random));
    }
    return Optional.empty();
  }

  private static ContentSigner build(String name, AsymmetricKeyParameter key, SecureRandom random) {
    AlgorithmIdentifier signature = new DefaultSignatureAlgorithmIdentifierFinder().find(name);
    AlgorithmIdentifier digest = new DefaultDigestAlgorithmIdentifierFinder().find(signature);
    BcContentSignerBuilder builder =
        name.endsWith("RSA")
            ? new BcRSAContentSignerBuilder(signature, digest)
            : new BcECContentSignerBuilder(signature, digest);
    try {
      return builder.setSecureRandom(random).build(key);
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }
}
