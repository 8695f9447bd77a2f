package dev.countersign.relyingparty.attestation;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates of a maker, and of tokens, that do not exist; each part can be done wrongly. */
final class Hierarchy {
  static final String ARC = "1.3.6.1.4.1.41482.3.";
  static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");
  static final Instant UNTIL = Instant.parse("2050-01-01T00:00:00Z");

  private static final KeyPair ATTESTED = key("EC", 256);

  /** A certificate and the key that belongs to it. */
  record Party(X509Certificate certificate, KeyPair keys) {}

  private Hierarchy() {}

  static KeyPair key(String kind, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      if (kind.equals("EC")) {
        generator.initialize(new ECGenParameterSpec("secp" + bits + "r1"));
      } else {
        generator.initialize(bits);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One certificate to be, with what a CA's has; a statement is made with {@link #statement}. */
  static final class Draft {
    String subject;
    KeyPair keys = key("EC", 256);
    Instant from = FROM;
    Instant until = UNTIL;
    String algorithm = "SHA256withECDSA";
    BasicConstraints constraints = new BasicConstraints(5);
    KeyUsage usage = new KeyUsage(KeyUsage.keyCertSign);
    final Map<String, byte[]> extensions = new LinkedHashMap<>();
    final Map<String, byte[]> critical = new LinkedHashMap<>();

    Draft(String subject) {
      this.subject = subject;
    }

    Draft pathLength(int length) {
      constraints = new BasicConstraints(length);
      return this;
    }

    Draft saysNothing() {
      constraints = null;
      usage = null;
      return this;
    }

    Party selfSigned() {
      return signed(subject, keys.getPrivate());
    }

    Party by(Party issuer) {
      return signed(
          issuer.certificate().getSubjectX500Principal().getName(), issuer.keys().getPrivate());
    }

    Party signed(String issuer, PrivateKey key) {
      try {
        JcaX509v3CertificateBuilder builder =
            new JcaX509v3CertificateBuilder(
                new X500Name(issuer),
                BigInteger.valueOf(7),
                Date.from(from),
                Date.from(until),
                new X500Name(subject),
                keys.getPublic());
        if (constraints != null) {
          builder.addExtension(Extension.basicConstraints, true, constraints);
        }
        if (usage != null) {
          builder.addExtension(Extension.keyUsage, true, usage);
        }
        for (Map.Entry<String, byte[]> extension : extensions.entrySet()) {
          builder.addExtension(
              new ASN1ObjectIdentifier(extension.getKey()), false, extension.getValue());
        }
        for (Map.Entry<String, byte[]> extension : critical.entrySet()) {
          builder.addExtension(
              new ASN1ObjectIdentifier(extension.getKey()), true, extension.getValue());
        }
        return new Party(
            new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(key))),
            keys);
      } catch (CertIOException | GeneralSecurityException | OperatorCreationException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static Draft statement() {
    Draft draft = new Draft("CN=YubiKey PIV Attestation 9c");
    draft.keys = ATTESTED;
    draft.saysNothing();
    draft.extensions.put(ARC + 3, new byte[] {5, 7, 4});
    draft.extensions.put(ARC + 7, new byte[] {2, 4, 0x01, 0x02, 0x03, 0x04});
    draft.extensions.put(ARC + 8, new byte[] {2, 3});
    draft.extensions.put(ARC + 9, new byte[] {1});
    return draft;
  }
}
