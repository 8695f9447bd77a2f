package dev.countersign.relyingparty.attestation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;

/**
 * The certificates that the maker of YubiKeys publishes for PIV attestation. A test pins the
 * fingerprint of each.
 */
public final class VendorCertificates {
  private static final List<String> ROOTS =
      List.of(
          "yubico-attestation-root-1",
          "yubico-piv-root-263751",
          "yubico-piv-root-263751-before-2018",
          "yubico-u2f-root-457200631");

  private static final List<String> INTERMEDIATES =
      List.of(
          "yubico-attestation-intermediate-a-1",
          "yubico-attestation-intermediate-b-1",
          "yubico-piv-attestation-a-1",
          "yubico-piv-attestation-b-1",
          "yubico-piv-attestation-b2-1");

  private VendorCertificates() {}

  /** The roots. */
  public static List<TrustAnchor> roots() {
    return load(ROOTS)
        .map(certificate -> new TrustAnchor(certificate, TrustAnchor.Kind.VENDOR))
        .toList();
  }

  /** What stands between a root and a token, and is not on the token. */
  public static List<X509Certificate> intermediates() {
    return load(INTERMEDIATES).toList();
  }

  private static Stream<X509Certificate> load(List<String> names) {
    return names.stream().map(VendorCertificates::load);
  }

  private static X509Certificate load(String name) {
    try (InputStream in = VendorCertificates.class.getResourceAsStream(name + ".pem")) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    } catch (CertificateException e) {
      throw new IllegalStateException("the jar is damaged at " + name, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
