package dev.countersign.simulator.piv;

import dev.countersign.simulator.card.SeededRandom;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/**
 * The certificate authority of simulated tokens. Its private key follows from a text in this file:
 * <strong>everybody can sign with it, it proves nothing</strong>, and its name says that it is
 * simulated.
 */
public final class AttestationAuthority {
  private static final String ROOT_NAME = "CN=Countersign Simulated PIV Root CA";
  private static final String TOKEN_NAME = "CN=Countersign Simulated PIV Attestation";
  private static final Instant NOT_BEFORE = Instant.parse("2016-03-14T00:00:00Z");
  private static final Instant NOT_AFTER = Instant.parse("2052-04-17T00:00:00Z");

  private AttestationAuthority() {}

  /** The root certificate, DER: the same for every simulated token. */
  public static byte[] rootCertificate() {
    SeededRandom random = new SeededRandom(ROOT_NAME);
    EcKey key = EcKey.generate(PivAlgorithm.P256, random);
    try {
      return issue(ROOT_NAME, key.publicKeyInfo(), BigInteger.ONE, 1, key, random).getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The certificate of a token's attestation key, as the factory puts it into 5FFF01, DER. */
  static byte[] tokenCertificate(EcKey tokenKey, SecureRandom random) {
    EcKey root = EcKey.generate(PivAlgorithm.P256, new SeededRandom(ROOT_NAME));
    BigInteger number = new BigInteger(64, random).setBit(0);
    try {
      return issue(TOKEN_NAME, tokenKey.publicKeyInfo(), number, 0, root, random).getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509CertificateHolder issue(
      String subject,
      SubjectPublicKeyInfo key,
      BigInteger number,
      int pathLength,
      EcKey issuerKey,
      SecureRandom random)
      throws IOException {
    return new X509v3CertificateBuilder(
            new X500Name(ROOT_NAME),
            number,
            Date.from(NOT_BEFORE),
            Date.from(NOT_AFTER),
            new X500Name(subject),
            key)
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(pathLength))
        .build(CertificateSigner.of(issuerKey, random).orElseThrow());
  }
}
