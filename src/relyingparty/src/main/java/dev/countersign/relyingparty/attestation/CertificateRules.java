package dev.countersign.relyingparty.attestation;

import dev.countersign.relyingparty.attestation.AttestationResult.Reason;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;

/** What holds for one certificate, or for a certificate and its issuer ([RFC5280] 6.1). */
final class CertificateRules {
  /** A token's own certificate has 3052 bytes at most, a statement far fewer. */
  static final int MAX_BYTES = 8192;

  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final int KEY_CERT_SIGN = 5;
  private static final int MIN_RSA_BITS = 2048;
  private static final int MIN_EC_BITS = 256;

  /** RSA and ECDSA with SHA-256, and with the longer hashes that a private CA may use. */
  private static final Set<String> ALGORITHMS =
      Set.of(
          "1.2.840.113549.1.1.11",
          "1.2.840.113549.1.1.12",
          "1.2.840.113549.1.1.13",
          "1.2.840.10045.4.3.2",
          "1.2.840.10045.4.3.3",
          "1.2.840.10045.4.3.4");

  private CertificateRules() {}

  /** Reads one certificate that is DER, of version 3, and nothing else. */
  static X509Certificate parse(byte[] der, int number) throws AttestationRefusedException {
    String which = "certificate " + number;
    if (der.length > MAX_BYTES) {
      throw new AttestationRefusedException(
          Reason.TOO_LARGE,
          "%s has %d bytes, more than %d".formatted(which, der.length, MAX_BYTES));
    }
    X509Certificate certificate;
    try {
      if (der.length == 0 || der[0] != 0x30) {
        throw new CertificateException("it does not start as a certificate does");
      }
      ByteArrayInputStream in = new ByteArrayInputStream(der);
      certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      if (in.available() > 0 || !Arrays.equals(certificate.getEncoded(), der)) {
        throw new CertificateException("something follows it, or it is not DER");
      }
    } catch (CertificateException | RuntimeException e) {
      // The JDK throws what it likes for some, such as one with an Ed25519 key of no bytes.
      throw new AttestationRefusedException(
          Reason.NOT_A_CERTIFICATE, which + " cannot be read: " + e.getMessage());
    }
    if (certificate.getVersion() != 3) {
      throw new AttestationRefusedException(
          Reason.NOT_A_CERTIFICATE, which + " is of version " + certificate.getVersion());
    }
    return certificate;
  }

  /** Whether the key of one made the signature of the other. */
  static boolean signed(X509Certificate issuer, X509Certificate subject) {
    try {
      subject.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Whether one bears the name that the other gives its issuer. */
  static boolean named(X509Certificate issuer, X509Certificate subject) {
    return issuer.getSubjectX500Principal().equals(subject.getIssuerX500Principal());
  }

  static String name(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }

  static void requireValid(X509Certificate certificate, Instant now)
      throws AttestationRefusedException {
    try {
      certificate.checkValidity(Date.from(now));
    } catch (CertificateExpiredException e) {
      throw new AttestationRefusedException(
          Reason.NOT_VALID_NOW,
          "%s expired at %s".formatted(name(certificate), certificate.getNotAfter().toInstant()));
    } catch (CertificateNotYetValidException e) {
      throw new AttestationRefusedException(
          Reason.NOT_VALID_NOW,
          "%s is valid from %s"
              .formatted(name(certificate), certificate.getNotBefore().toInstant()));
    }
  }

  /** Nothing that is critical may go unread ([RFC5280] 4.2). */
  static void requireKnownExtensions(X509Certificate certificate)
      throws AttestationRefusedException {
    Set<String> critical = new HashSet<>();
    Set<String> told = certificate.getCriticalExtensionOIDs();
    if (told != null) {
      critical.addAll(told);
    }
    critical.remove(BASIC_CONSTRAINTS);
    critical.remove(KEY_USAGE);
    if (!critical.isEmpty()) {
      throw new AttestationRefusedException(
          Reason.CRITICAL_EXTENSION,
          "%s has a critical extension that is not known here: %s"
              .formatted(name(certificate), String.join(", ", critical)));
    }
  }

  /** Signature algorithm, and the strength of the key that made the signature. */
  static void requireStrength(X509Certificate certificate, PublicKey issuerKey)
      throws AttestationRefusedException {
    if (!ALGORITHMS.contains(certificate.getSigAlgOID())) {
      throw new AttestationRefusedException(
          Reason.ALGORITHM,
          "%s is signed with %s".formatted(name(certificate), certificate.getSigAlgName()));
    }
    boolean strong =
        issuerKey instanceof RSAPublicKey rsa
            ? rsa.getModulus().bitLength() >= MIN_RSA_BITS
            : issuerKey instanceof ECPublicKey ec
                && ec.getParams().getOrder().bitLength() >= MIN_EC_BITS;
    if (!strong) {
      throw new AttestationRefusedException(
          Reason.ALGORITHM, name(certificate) + " is signed with a key that is too short");
    }
  }

  /** Whether it says nothing of being a CA or not, as the certificates of early tokens. */
  static boolean saysNothingOfBeingIssuer(X509Certificate certificate) {
    return certificate.getExtensionValue(BASIC_CONSTRAINTS) == null
        && certificate.getExtensionValue(KEY_USAGE) == null;
  }

  /**
   * That it may sign certificates ([RFC5280] 4.2.1.9, 4.2.1.3).
   *
   * @param below how many issuers stand between it and the statement
   */
  static void requireIssuer(X509Certificate certificate, int below)
      throws AttestationRefusedException {
    int pathLength = certificate.getBasicConstraints();
    boolean[] usage = certificate.getKeyUsage();
    if (pathLength < 0 || (usage != null && !usage[KEY_CERT_SIGN])) {
      throw new AttestationRefusedException(
          Reason.NOT_AN_ISSUER, name(certificate) + " is not allowed to sign certificates");
    }
    if (below > pathLength) {
      throw new AttestationRefusedException(
          Reason.NOT_AN_ISSUER,
          "%s allows %d issuers below it, and there are %d"
              .formatted(name(certificate), pathLength, below));
    }
  }
}
