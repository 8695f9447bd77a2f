package dev.countersign.card.piv;

import static dev.countersign.card.piv.Bench.slot;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinEntry;
import dev.countersign.device.Secret;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.EnumMap;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Keys and certificates of software, made once. */
final class TestKeys {
  private static final Map<KeyAlgorithm, KeyPair> PAIRS = new EnumMap<>(KeyAlgorithm.class);

  private TestKeys() {}

  static synchronized KeyPair pair(KeyAlgorithm algorithm) {
    return PAIRS.computeIfAbsent(algorithm, TestKeys::generate);
  }

  static KeyPair generate(KeyAlgorithm algorithm) {
    try {
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance(
              switch (algorithm.family()) {
                case RSA -> "RSA";
                case EC -> "EC";
                case ED25519 -> "Ed25519";
                case X25519 -> "X25519";
              });
      switch (algorithm.family()) {
        case RSA -> generator.initialize(algorithm.bits());
        case EC ->
            generator.initialize(
                new ECGenParameterSpec(algorithm == KeyAlgorithm.P256 ? "secp256r1" : "secp384r1"));
        case ED25519, X25519 -> {}
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A certificate for a key, from an authority that nobody knows. */
  static X509Certificate certificate(PublicKey key, int paddingBytes) {
    try {
      X500Principal name = new X500Principal("CN=test");
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.ONE,
              Date.from(Instant.parse("2026-01-01T00:00:00Z")),
              Date.from(Instant.parse("2036-01-01T00:00:00Z")),
              name,
              key);
      if (paddingBytes > 0) {
        builder.addExtension(
            new org.bouncycastle.asn1.ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"),
            false,
            new byte[paddingBytes]);
      }
      byte[] der =
          builder
              .build(
                  new JcaContentSignerBuilder("SHA256withECDSA")
                      .build(pair(KeyAlgorithm.P256).getPrivate()))
              .getEncoded();
      return PivCertificates.parse(der);
    } catch (OperatorCreationException | java.io.IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static X509Certificate certificate(PublicKey key) {
    return certificate(key, 0);
  }

  /** Answers every question with the factory's values. */
  static PinEntry factory() {
    return request ->
        switch (request.kind()) {
          case PIN -> Bench.secret(Bench.PIN);
          case PUK -> Bench.secret(Bench.PUK);
          case MANAGEMENT_KEY -> Secret.copyOf(Bench.MANAGEMENT_KEY);
          case NEW_PIN, NEW_PUK, PASSWORD, NEW_PASSWORD, SO_PIN, NEW_SO_PIN, NEW_USER_PIN ->
              throw new AssertionError("asked for a " + request.kind());
        };
  }

  static void importWithCertificate(Bench bench, String slot) {
    KeyPair pair = pair(KeyAlgorithm.RSA2048);
    KeyManagement keys = bench.can(KeyManagement.class);
    keys.importKey(slot(slot), pair, KeyPolicies.UNKNOWN);
    keys.putCertificate(slot(slot), certificate(pair.getPublic()));
  }

  static PublicKey generateWithCertificate(Bench bench, String slot, KeyAlgorithm algorithm) {
    KeyManagement keys = bench.can(KeyManagement.class);
    PublicKey key = keys.generate(slot(slot), algorithm, KeyPolicies.UNKNOWN);
    keys.putCertificate(slot(slot), certificate(key));
    return key;
  }

  static PublicKey generateWithCertificate(Bench bench, String slot) {
    return generateWithCertificate(bench, slot, KeyAlgorithm.RSA2048);
  }
}
