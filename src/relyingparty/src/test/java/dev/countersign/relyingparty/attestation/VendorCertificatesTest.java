package dev.countersign.relyingparty.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The trust anchors are exactly those that the maker publishes. */
class VendorCertificatesTest {
  private static String fingerprint(X509Certificate certificate) throws Exception {
    return HexFormat.of()
        .withUpperCase()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
  }

  private static List<X509Certificate> roots() {
    return VendorCertificates.roots().stream().map(TrustAnchor::certificate).toList();
  }

  @Test
  void rootsHaveTheFingerprintsThatArePublished() throws Exception {
    List<String> fingerprints = new ArrayList<>();
    for (X509Certificate root : roots()) {
      fingerprints.add(fingerprint(root));
    }
    assertThat(fingerprints)
        .containsExactly(
            "62760C6A6EF91679F454C8902B80FD009825B3F25DA90F1FBACE2EC6586CD5A8",
            "63ECE914E54DD87915F34033C85AF4C0696BA1512F8ADD66CED738331207B546",
            "7E996A28E3055223733C9AEC897900EDA9B746E3E15D419556AC6A1179879A50",
            "0FA1386F80EB8713263AE5C1D84DEB455BDF08AEA50AB05503CEFEE82B092D42");
  }

  @Test
  void intermediatesHaveTheFingerprintsThatArePublished() throws Exception {
    List<String> fingerprints = new ArrayList<>();
    for (X509Certificate intermediate : VendorCertificates.intermediates()) {
      fingerprints.add(fingerprint(intermediate));
    }
    assertThat(fingerprints)
        .containsExactly(
            "4698A1D3389C3EC60016C216250F1D0439922832D65142327436376DC2942B55",
            "D4CC3F456FDAF4E7812A21AAB1DFE9D8E27D24E2FD2D6F21C9940109F0DAA754",
            "6DE693F05376F5D8CA29069261E1C8626C75D503BD2EDBFD75354CAD1F722870",
            "2D55B7998F4E42569D6D8FA382B6DC77D1DACF07358B19701163892922B17052",
            "0C90B7D184A36EDF50A35F9BE935F0C5689BFDCFE5BDD073366CAFB49061A440");
  }

  @Test
  void rootsAreSignedByThemselves() throws Exception {
    for (X509Certificate root : roots()) {
      root.verify(root.getPublicKey());
      assertThat(root.getSubjectX500Principal()).isEqualTo(root.getIssuerX500Principal());
    }
  }

  @Test
  void intermediatesHangBelowTheRoots() throws Exception {
    List<X509Certificate> all =
        Stream.concat(roots().stream(), VendorCertificates.intermediates().stream()).toList();
    for (X509Certificate intermediate : VendorCertificates.intermediates()) {
      List<X509Certificate> issuers =
          all.stream().filter(issuer -> CertificateRules.named(issuer, intermediate)).toList();
      assertThat(issuers).hasSize(1);
      intermediate.verify(issuers.get(0).getPublicKey());
    }
  }

  @Test
  void allAreTrustedForBeingTheVendors() {
    assertThat(VendorCertificates.roots())
        .allMatch(anchor -> anchor.kind() == TrustAnchor.Kind.VENDOR)
        .extracting(TrustAnchor::name)
        .contains("CN=Yubico Attestation Root 1", "CN=Yubico PIV Root CA Serial 263751");
  }
}
