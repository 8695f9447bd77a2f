package dev.countersign.simulator.piv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.TestCard;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.wire.Tlv;
import java.io.ByteArrayInputStream;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** [YK-ATT], read and checked by the JDK. */
class AttestationTest {
  private static final String ARC = "1.3.6.1.4.1.41482.3.";

  @ParameterizedTest
  @CsvSource({"YUBIKEY_5_7, 050704, 03", "YUBIKEY_4_3, 040305,"})
  void saysWhatItKnowsAboutTheKey(Profile profile, String firmware, @Nullable String form)
      throws Exception {
    TestCard card = TestCard.of(profile).select().manage();
    Tlv key = card.generate("9C", "11", "AA0102AB0103");
    X509Certificate attestation = attest(card, "9C");
    assertThat(attestation.getPublicKey()).isEqualTo(PublicKeys.ec(key, "secp256r1"));
    assertThat(attestation.getSubjectX500Principal().getName())
        .isEqualTo("CN=YubiKey PIV Attestation 9c");
    assertThat(attestation.getVersion()).isEqualTo(3);
    assertThat(attestation.getSerialNumber().signum()).isPositive();
    assertThat(extension(attestation, "3")).isEqualTo("0403" + firmware);
    assertThat(extension(attestation, "7")).isEqualTo("0406020400BC614E");
    assertThat(extension(attestation, "8")).isEqualTo("04020203");
    assertThat(attestation.getNonCriticalExtensionOIDs()).hasSize(form == null ? 3 : 4);
    if (form != null) {
      assertThat(extension(attestation, "9")).isEqualTo("0401" + form);
    }
    assertThat(attestation.getCriticalExtensionOIDs()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void chainsToTheSimulatedRoot(String profile) throws Exception {
    TestCard card = TestCard.of(Profile.valueOf(profile)).select().manage();
    card.generate("9A", "06", "");
    X509Certificate issuer = issuer(card);
    X509Certificate root = certificate(VirtualToken.attestationRoot());
    assertThat(root.getSubjectX500Principal().getName())
        .isEqualTo("CN=Countersign Simulated PIV Root CA");
    assertThat(issuer.getSubjectX500Principal().getName()).contains("Simulated");
    X509Certificate attestation = attest(card, "9A");
    assertThat(attestation.getNotAfter()).isEqualTo(issuer.getNotAfter());
    assertThat(attestation.getNotBefore()).isEqualTo(issuer.getNotBefore());

    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(Instant.parse("2026-01-01T00:00:00Z")));
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509").generateCertPath(List.of(attestation, issuer)),
            parameters);
  }

  @Test
  void everyAlgorithmIsAttested() throws Exception {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    for (String algorithm : List.of("11", "14", "E0", "E1", "06")) {
      card.generate("82", algorithm, "");
      attest(card, "82").verify(issuer(card).getPublicKey());
    }
  }

  @Test
  void theRootIsTheSameEveryTime() {
    assertThat(VirtualToken.attestationRoot()).isEqualTo(VirtualToken.attestationRoot());
  }

  @Test
  void importedAbsentAndOtherKeysAreNotAttested() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    assertThat(card.send("00F99A00")).isEqualTo("6A80");
    card.send("00FE119A220620" + "11".repeat(32));
    assertThat(card.send("00F99A00")).isEqualTo("6A80");
    assertThat(card.send("00F9F900")).isEqualTo("6B00");
    assertThat(card.send("00F98000")).isEqualTo("6B00");
    card.generate("9A", "11", "");
    assertThat(card.send("00F99A01")).isEqualTo("6B00");
  }

  @Test
  void attestationNeedsItsKeyAndItsCertificate() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    card.generate("9A", "11", "");
    card.send("00DB3FFF0C5C035FFF0153057003AABBCC");
    assertThat(card.send("00F99A00")).isEqualTo("6A80");
    card.send("00DB3FFF075C035FFF015300");
    assertThat(card.send("00F99A00")).isEqualTo("6A82");
  }

  @Test
  void aReplacedRsaAttestationKeySignsWithRsa() throws Exception {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    card.generate("9A", "11", "");
    Tlv key = card.generate("F9", "06", "");
    X509Certificate attestation = attest(card, "9A");
    attestation.verify(PublicKeys.rsa(key));
    assertThat(attestation.getSigAlgName()).isEqualTo("SHA256withRSA");
    card.generate("F9", "E0", "");
    assertThat(card.send("00F99A00")).isEqualTo("6A80");
  }

  private static X509Certificate attest(TestCard card, String slot) throws Exception {
    String answer = card.whole("00F9" + slot + "00");
    TestCard.expectOk(answer);
    return certificate(TestCard.bytes(TestCard.withoutStatus(answer)));
  }

  private static X509Certificate issuer(TestCard card) throws Exception {
    Tlv object = TestCard.parse(TestCard.withoutStatus(card.whole("00CB3FFF055C035FFF0100")));
    return certificate(object.child(0x70).orElseThrow().value());
  }

  private static X509Certificate certificate(byte[] der) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private static String extension(X509Certificate certificate, String arc) {
    return TestCard.hex(certificate.getExtensionValue(ARC + arc));
  }
}
