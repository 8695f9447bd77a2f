package dev.countersign.cli.keys;

import dev.countersign.relyingparty.attestation.PivAttestationVerifier;
import dev.countersign.relyingparty.attestation.TrustAnchor;
import dev.countersign.relyingparty.attestation.VendorCertificates;
import dev.countersign.simulator.VirtualToken;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** The verifier with the roots that this command knows, and those that it was given. */
final class Statements {
  private Statements() {}

  /**
   * A verifier. The maker's root and the simulators' are told apart from one of that key which is
   * given: giving it makes it no better.
   */
  static PivAttestationVerifier verifier(List<X509Certificate> given) {
    List<TrustAnchor> anchors = new ArrayList<>(VendorCertificates.roots());
    anchors.add(new TrustAnchor(simulated(), TrustAnchor.Kind.SIMULATED));
    given.forEach(root -> anchors.add(new TrustAnchor(root, TrustAnchor.Kind.GIVEN)));
    return new PivAttestationVerifier(anchors, VendorCertificates.intermediates());
  }

  private static X509Certificate simulated() {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(VirtualToken.attestationRoot()));
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }
}
