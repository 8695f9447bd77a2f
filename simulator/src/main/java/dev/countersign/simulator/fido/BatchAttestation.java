package dev.countersign.simulator.fido;

import dev.countersign.simulator.card.SeededRandom;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;

/**
 * The attestation key and certificate that all simulated keys of a product share, and the authority
 * that issued them. Both private keys follow from texts in this file: <strong>everybody can sign
 * with them, they prove nothing</strong>, and their names say that they are simulated.
 */
public final class BatchAttestation {
  private static final String ROOT_NAME = "CN=Countersign Simulated FIDO Root CA";
  private static final String LEAF_NAME =
      "C=AQ,O=Countersign Simulator,OU=Authenticator Attestation,CN=Simulated %s Batch";
  private static final Instant NOT_BEFORE = Instant.parse("2016-03-14T00:00:00Z");
  private static final Instant NOT_AFTER = Instant.parse("2052-04-17T00:00:00Z");

  /** [WEBAUTHN-3] 8.2.1: id-fido-gen-ce-aaguid. */
  private static final ASN1ObjectIdentifier AAGUID =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.45724.1.1.4");

  private static final String SIGNATURE = "SHA256withECDSA";

  /** Of each product that was asked for: always the same, and not quickly made. */
  private static final Map<Product, Issued> ISSUED = new ConcurrentHashMap<>();

  private final Product product;

  /** Those of a product. They are made when they are first needed, so that tokens open quickly. */
  BatchAttestation(FidoFeatures features) {
    product = new Product(LEAF_NAME.formatted(features.product()), features.aaguid());
  }

  /** What a batch has in common: the name of its key, and the number of its model. */
  private record Product(String name, UUID aaguid) {}

  /** The key, and its certificates for CTAP2 and for U2F. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never a key
  private record Issued(EcCredentialKey key, byte[] certificate, byte[] u2fCertificate) {
    static Issued to(Product product) {
      EcCredentialKey key = BatchAttestation.key(product.name());
      return new Issued(key, leaf(product, key, 2, true), leaf(product, key, 3, false));
    }
  }

  private Issued issued() {
    return ISSUED.computeIfAbsent(product, Issued::to);
  }

  private static EcCredentialKey key(String name) {
    byte[] seed = new byte[CredentialKey.SEED_BYTES];
    new SeededRandom(name).nextBytes(seed);
    return EcCredentialKey.derive(Algorithm.ES256, seed);
  }

  /** The root certificate, DER: the same for every simulated key. */
  public static byte[] rootCertificate() {
    try {
      return sign(
          builder(ROOT_NAME, key(ROOT_NAME), 1)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The certificate that names the model, DER. */
  byte[] certificate() {
    return issued().certificate().clone();
  }

  /** The certificate for U2F, where there are no model numbers, DER. */
  byte[] u2fCertificate() {
    return issued().u2fCertificate().clone();
  }

  private static byte[] leaf(Product product, EcCredentialKey key, int number, boolean model) {
    try {
      X509v3CertificateBuilder builder =
          builder(product.name(), key, number)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      if (model) {
        builder.addExtension(
            AAGUID, false, new DEROctetString(AuthenticatorData.bytes(product.aaguid())));
      }
      return sign(builder);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509v3CertificateBuilder builder(
      String subject, EcCredentialKey subjectKey, int number) throws IOException {
    return new X509v3CertificateBuilder(
        new X500Name(ROOT_NAME),
        BigInteger.valueOf(number),
        Date.from(NOT_BEFORE),
        Date.from(NOT_AFTER),
        new X500Name(subject),
        subjectKey.publicKeyInfo());
  }

  private static byte[] sign(X509v3CertificateBuilder builder) throws IOException {
    try {
      return builder
          .build(
              new BcECContentSignerBuilder(
                      new DefaultSignatureAlgorithmIdentifierFinder().find(SIGNATURE),
                      new DefaultDigestAlgorithmIdentifierFinder().find("SHA-256"))
                  .setSecureRandom(new SeededRandom(ROOT_NAME))
                  .build(key(ROOT_NAME).parameters()))
          .getEncoded();
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] sign(byte[] message) {
    return issued().key().sign(message);
  }
}
