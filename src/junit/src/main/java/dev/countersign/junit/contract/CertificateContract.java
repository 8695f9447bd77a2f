package dev.countersign.junit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.countersign.device.Attestation;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.junit.TestIssuer;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Certificates are kept to the byte; a token that attests tells the truth. */
public interface CertificateContract extends TokenContract {

  @Test
  default void freshTokenHoldsNoCertificates() {
    assertEquals(Optional.empty(), management().certificate(place("9a")));
    assertEquals(Optional.empty(), management().certificate(place("82")));
  }

  @Test
  default void certificateIsReadBackAsWritten() throws Exception {
    KeyManagement management = management();
    PublicKey key = management.generate(place("9a"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
    X509Certificate certificate = new TestIssuer().certify(key, "Alice");
    management.putCertificate(place("9a"), certificate);
    assertEquals(Optional.of(certificate), management.certificate(place("9a")));
    assertEquals(List.of(certificate), bench().tokens().signingKey(place("9a")).certificateChain());
  }

  @Test
  default void longCertificateIsReadBackToTheByte() throws Exception {
    KeyManagement management = management();
    PublicKey key = management.generate(place("9d"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
    X509Certificate certificate = new TestIssuer().certify(key, "Long", 2600);
    assertTrue(certificate.getEncoded().length > 2900);
    management.putCertificate(place("9d"), certificate);
    assertEquals(Optional.of(certificate), management.certificate(place("9d")));
  }

  @Test
  default void certificateIsReplacedAndDeleted() {
    KeyManagement management = management();
    PublicKey key = management.generate(place("9a"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
    TestIssuer issuer = new TestIssuer();
    management.putCertificate(place("9a"), issuer.certify(key, "First", 1000));
    X509Certificate second = issuer.certify(key, "Second");
    management.putCertificate(place("9a"), second);
    assertEquals(Optional.of(second), management.certificate(place("9a")));
    management.deleteCertificate(place("9a"));
    assertEquals(Optional.empty(), management.certificate(place("9a")));
    management.deleteCertificate(place("9a"));
  }

  @Test
  default void attestationNamesTheGeneratedKey() throws Exception {
    Optional<Attestation> attestation = bench().token().capability(Attestation.class);
    if (attestation.isEmpty()) {
      return;
    }
    PublicKey key = generate("9a", KeyAlgorithm.P256);
    List<X509Certificate> chain = attestation.get().attest(place("9a"));
    assertEquals(2, chain.size());
    assertEquals(key, chain.get(0).getPublicKey());
    chain.get(0).verify(chain.get(1).getPublicKey());
  }
}
