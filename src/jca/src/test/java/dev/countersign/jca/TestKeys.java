package dev.countersign.jca;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Keys of each kind, made once, and certificates for them. */
final class TestKeys {
  static final KeyPair RSA = rsa(2048);
  static final KeyPair RSA_1024 = rsa(1024);
  static final KeyPair P256 = ec("secp256r1");
  static final KeyPair P384 = ec("secp384r1");
  static final KeyPair ED25519 = named("Ed25519");
  static final KeyPair X25519 = named("X25519");

  /** The key of the other side of a connection. */
  static final KeyPair PEER = ec("secp256r1");

  /** A certification authority. */
  static final KeyPair CA = ec("secp256r1");

  static final X509Certificate CA_CERTIFICATE = certificate("CN=Test CA", CA.getPublic(), true);

  private TestKeys() {}

  static KeyPair rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static KeyPair ec(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static KeyPair named(String name) {
    try {
      return KeyPairGenerator.getInstance(name, "SunEC").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * What no RSA key of 2048 bits decrypts to a padded message: one, which is one to whatever power.
   * A ciphertext with a bit changed decrypts to random bytes, which may have a padding of PKCS #1.
   */
  static byte[] wronglyPadded() {
    byte[] one = new byte[256];
    one[255] = 1;
    return one;
  }

  /** A certificate by the test's authority, for the host "localhost". */
  static X509Certificate certificate(String subject, PublicKey key) {
    return certificate(subject, key, false);
  }

  private static X509Certificate certificate(String subject, PublicKey key, boolean authority) {
    Instant now = Instant.now();
    return certificate(
        subject, key, authority, now.minus(1, ChronoUnit.DAYS), now.plus(1, ChronoUnit.DAYS));
  }

  private static X509Certificate certificate(
      String subject, PublicKey key, boolean authority, Instant from, Instant to) {
    PrivateKey issuer = CA.getPrivate();
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=Test CA"),
              BigInteger.valueOf(System.nanoTime()),
              Date.from(from),
              Date.from(to),
              new X500Name(subject),
              key);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (!authority) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA")
                      .setProvider("SunEC")
                      .build(issuer)));
    } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
