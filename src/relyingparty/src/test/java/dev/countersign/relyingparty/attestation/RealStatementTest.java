package dev.countersign.relyingparty.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.relyingparty.attestation.AttestationResult.Reason;
import dev.countersign.relyingparty.attestation.AttestationResult.Verified;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements that real tokens made. */
class RealStatementTest {
  private static final Instant NOW = Instant.parse("2027-03-01T12:00:00Z");
  private static final String OLD = "firmware-5.2.6-9c.pem";
  private static final String NEW = "firmware-5.7.4-fips-9c.pem";

  private static final PivAttestationVerifier VERIFIER =
      new PivAttestationVerifier(VendorCertificates.roots(), VendorCertificates.intermediates());

  private static AttestationResult verify(List<X509Certificate> certificates) {
    return VERIFIER.verify(Certificates.encoded(certificates), NOW);
  }

  @Test
  void tokenUnderTheFirstRoot() {
    List<X509Certificate> chain = Certificates.read(OLD);
    Verified verified = (Verified) verify(chain);
    assertThat(verified.statement())
        .isEqualTo(
            new PivStatement(
                chain.get(0).getPublicKey(),
                "9c",
                "5.2.6",
                13078782,
                PinPolicy.ALWAYS,
                TouchPolicy.ALWAYS,
                Optional.of(new FormFactor(3))));
    assertThat(verified.anchor().name()).isEqualTo("CN=Yubico PIV Root CA Serial 263751");
    assertThat(verified.path()).isEqualTo(chain);
    assertThat(verified.provesHardware()).isTrue();
    assertThat(verified.isFor(chain.get(0).getPublicKey())).isTrue();
    assertThat(verified.isFor(chain.get(1).getPublicKey())).isFalse();
    assertThat(verified.refusal()).isEmpty();
  }

  @Test
  void tokenUnderTheSecondRootWithAnEdwardsKey() {
    Verified verified = (Verified) verify(Certificates.read(NEW));
    PivStatement statement = verified.statement();
    assertThat(statement.key().getAlgorithm()).isIn("EdDSA", "Ed25519");
    assertThat(statement.firmware()).isEqualTo("5.7.4");
    assertThat(statement.serial()).isEqualTo(0x02465D5AL);
    assertThat(statement.pinPolicy()).isEqualTo(PinPolicy.ONCE);
    assertThat(statement.touchPolicy()).isEqualTo(TouchPolicy.ALWAYS);
    FormFactor form = statement.formFactor().orElseThrow();
    assertThat(form.fips()).isTrue();
    assertThat(form.securityKey()).isFalse();
    assertThat(form.description()).isEqualTo("USB-C keychain");
    assertThat(verified.anchor().name()).isEqualTo("CN=Yubico Attestation Root 1");
    assertThat(verified.path()).hasSize(4);
    assertThat(verified.deviceCertificate()).isEqualTo(Certificates.read(NEW).get(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {OLD, NEW})
  void orderDoesNotMatterNorDoesWhatIsThereTwice(String name) {
    List<X509Certificate> chain = new ArrayList<>(Certificates.read(name));
    Collections.reverse(chain);
    chain.add(chain.get(0));
    chain.addAll(VendorCertificates.intermediates());
    chain.add(VendorCertificates.roots().get(1).certificate());
    assertThat(verify(chain)).isInstanceOf(Verified.class);
  }

  /** OpenSSL refuses it, since it does not say that it is a CA's; its maker gives it out so. */
  @Test
  void ownCertificateOfAnEarlyTokenMaySign() throws Exception {
    X509Certificate device = Certificates.read("firmware-4.3.4-f9.pem").get(0);
    assertThat(device.getBasicConstraints()).isEqualTo(-1);
    assertThat(CertificateRules.saysNothingOfBeingIssuer(device)).isTrue();
    device.verify(VendorCertificates.roots().get(1).certificate().getPublicKey());
  }

  @ParameterizedTest
  @ValueSource(strings = {OLD, NEW})
  void withoutTheTokensOwnCertificateTheIssuerIsNotKnown(String name) {
    assertThat(verify(Certificates.read(name).subList(0, 1)).refusal())
        .contains(Reason.UNKNOWN_ISSUER);
  }

  @Test
  void withoutTheIntermediatesTheIssuerIsNotKnown() {
    PivAttestationVerifier verifier =
        new PivAttestationVerifier(VendorCertificates.roots(), List.of());
    List<byte[]> chain = Certificates.encoded(Certificates.read(NEW));
    assertThat(verifier.verify(chain, NOW).refusal()).contains(Reason.UNKNOWN_ISSUER);
    chain.addAll(Certificates.encoded(VendorCertificates.intermediates()));
    assertThat(verifier.verify(chain, NOW)).isInstanceOf(Verified.class);
  }

  @Test
  void ownCertificateOfATokenAloneStatesNothing() {
    assertThat(verify(Certificates.read(OLD).subList(1, 2)).refusal())
        .contains(Reason.NO_STATEMENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2015-01-01T00:00:00Z", "2053-01-01T00:00:00Z"})
  void outsideItsTimeNothingIsBelieved(String time) {
    assertThat(
            VERIFIER
                .verify(Certificates.encoded(Certificates.read(OLD)), Instant.parse(time))
                .refusal())
        .contains(Reason.NOT_VALID_NOW);
  }

  /** Nothing in a chain is of no account. */
  @ParameterizedTest
  @ValueSource(strings = {OLD, NEW})
  void noByteOfAChainCanBeChanged(String name) {
    List<byte[]> chain = Certificates.encoded(Certificates.read(name));
    for (byte[] certificate : chain) {
      for (int i = 0; i < certificate.length; i++) {
        certificate[i] ^= (byte) (1 << (i % 8));
        assertThat(VERIFIER.verify(chain, NOW)).isInstanceOf(AttestationResult.Refused.class);
        certificate[i] ^= (byte) (1 << (i % 8));
      }
    }
    assertThat(VERIFIER.verify(chain, NOW)).isInstanceOf(Verified.class);
  }
}
