package dev.countersign.relyingparty.attestation;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Certificates of real tokens, which their owners published. */
final class Certificates {
  private Certificates() {}

  /** All that a PEM file among the resources holds. */
  static List<X509Certificate> read(String name) {
    try (InputStream in = Certificates.class.getResourceAsStream(name)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(name, e);
    }
  }

  static List<byte[]> encoded(List<X509Certificate> certificates) {
    try {
      List<byte[]> encoded = new ArrayList<>();
      for (X509Certificate certificate : certificates) {
        encoded.add(certificate.getEncoded());
      }
      return encoded;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
