package dev.countersign.relyingparty.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.relyingparty.attestation.AttestationResult.Reason;
import dev.countersign.relyingparty.attestation.AttestationResult.Refused;
import dev.countersign.relyingparty.attestation.AttestationResult.Verified;
import dev.countersign.relyingparty.attestation.Hierarchy.Draft;
import dev.countersign.relyingparty.attestation.Hierarchy.Party;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chains that nobody may believe, and why not. */
class RefusalTest {
  private static final Instant NOW = Instant.parse("2027-03-01T12:00:00Z");
  private static final Party ROOT = new Draft("CN=Root").selfSigned();
  private static final Party DEVICE = new Draft("CN=Yubico PIV Attestation").pathLength(0).by(ROOT);
  private static final Party STATEMENT = Hierarchy.statement().by(DEVICE);

  private static AttestationResult verify(TrustAnchor.Kind kind, Party root, Party... parties) {
    List<X509Certificate> certificates = Arrays.stream(parties).map(Party::certificate).toList();
    return verifier(kind, root).verify(Certificates.encoded(certificates), NOW);
  }

  private static PivAttestationVerifier verifier(TrustAnchor.Kind kind, Party root) {
    return new PivAttestationVerifier(
        List.of(new TrustAnchor(root.certificate(), kind)), List.of());
  }

  private static AttestationResult verify(Party... parties) {
    return verify(TrustAnchor.Kind.VENDOR, ROOT, parties);
  }

  private static void assertRefused(AttestationResult result, Reason reason, String... parts) {
    assertThat(result).isInstanceOf(Refused.class);
    assertThat(((Refused) result).reason()).as(result.toString()).isEqualTo(reason);
    String detail = ((Refused) result).detail();
    assertThat(detail).doesNotEndWith(".");
    for (String part : parts) {
      assertThat(detail).contains(part);
    }
  }

  @ParameterizedTest
  @CsvSource({"VENDOR, true", "SIMULATED, false", "GIVEN, false"})
  void goodChainProvesHardwareUnderTheVendorsRootOnly(TrustAnchor.Kind kind, boolean proves) {
    Verified verified = (Verified) verify(kind, ROOT, STATEMENT, DEVICE);
    assertThat(verified.provesHardware()).isEqualTo(proves);
    assertThat(verified.statement().serial()).isEqualTo(0x01020304L);
  }

  @Test
  void nothing() {
    assertRefused(verify(), Reason.NO_STATEMENT);
  }

  @Test
  void twoStatements() {
    Draft other = Hierarchy.statement();
    other.subject = "CN=YubiKey PIV Attestation 9a";
    assertRefused(
        verify(STATEMENT, other.by(DEVICE), DEVICE), Reason.SEVERAL_STATEMENTS, "2 statements");
  }

  @Test
  void moreCertificatesThanAnyChainHas() {
    List<byte[]> many = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      many.add(new byte[] {0x30});
    }
    assertRefused(
        verifier(TrustAnchor.Kind.VENDOR, ROOT).verify(many, NOW), Reason.TOO_LARGE, "17");
  }

  @Test
  void largerCertificateThanAnyTokenHas() {
    byte[] large = new byte[8193];
    large[0] = 0x30;
    assertRefused(
        verifier(TrustAnchor.Kind.VENDOR, ROOT).verify(List.of(large), NOW), Reason.TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "3003020100", "2d2d2d2d2d424547494e", "30800000", "0000"})
  void whatIsNoCertificate(String hex) {
    byte[] content = HexFormat.of().parseHex(hex);
    assertRefused(
        verifier(TrustAnchor.Kind.VENDOR, ROOT).verify(List.of(content), NOW),
        Reason.NOT_A_CERTIFICATE,
        "certificate 1");
  }

  /** With an Ed25519 key of no bytes, for which the JDK throws no checked exception. */
  @Test
  void certificateThatTheJdkStumblesOver() {
    whatIsNoCertificate(
        "3081DB308182A003020102020101300A06082A8648CE3D040302300F310D300B0603550403130474"
            + "657374301E170D3236303130313030303030305A170D3336303130313030303030305A300F310D30"
            + "0B0603550403130474657374302A300506032B6570030100570CED9416A6594B64B11F0AF02B7F99"
            + "EC7CF28FF11BA10597C8A4C6074FC329300A06082A8648CE3D0403020348003045022100E04CAD38"
            + "9144254E285D28352AE76AE88EB23927D7D74A41439DA6D54A11B3230220193A2556B978227DA6D9"
            + "D963D2D2AA376C80573424B090E33F0B599F3FF063F6");
  }

  @Test
  void bytesBehindACertificate() throws Exception {
    byte[] der = STATEMENT.certificate().getEncoded();
    List<byte[]> chain =
        List.of(Arrays.copyOf(der, der.length + 1), DEVICE.certificate().getEncoded());
    assertRefused(
        verifier(TrustAnchor.Kind.VENDOR, ROOT).verify(chain, NOW),
        Reason.NOT_A_CERTIFICATE,
        "certificate 1 cannot be read");
  }

  @Test
  void statementOfAnotherToken() {
    Party other = new Draft("CN=Yubico PIV Attestation").pathLength(0).by(ROOT);
    assertRefused(
        verify(STATEMENT, other),
        Reason.BAD_SIGNATURE,
        "CN=YubiKey PIV Attestation 9c",
        "CN=Yubico PIV Attestation");
  }

  /** The name is all that can be copied. */
  @Test
  void rootWithTheNameOfTheVendors() {
    Party fake = new Draft("CN=Root").selfSigned();
    Party device = new Draft("CN=Yubico PIV Attestation").pathLength(0).by(fake);
    Party statement = Hierarchy.statement().by(device);
    assertRefused(verify(statement, device), Reason.BAD_SIGNATURE, "CN=Root");
    assertRefused(
        verify(statement, device, fake), Reason.UNTRUSTED_ROOT, "CN=Root is a root that is not");
  }

  @Test
  void rootThatNobodyNamed() {
    Party fake = new Draft("CN=Somebody").selfSigned();
    Party device = new Draft("CN=Yubico PIV Attestation").pathLength(0).by(fake);
    Party statement = Hierarchy.statement().by(device);
    assertRefused(verify(statement, device), Reason.UNKNOWN_ISSUER, "CN=Somebody");
    assertRefused(verify(statement, device, fake), Reason.UNTRUSTED_ROOT);
  }

  @Test
  void statementThatSignedItself() {
    Party self = Hierarchy.statement().selfSigned();
    assertRefused(verify(self), Reason.UNTRUSTED_ROOT);
  }

  @Test
  void statementStraightFromTheRoot() {
    assertRefused(verify(Hierarchy.statement().by(ROOT)), Reason.NOT_A_DEVICE, "straight");
  }

  @Test
  void tokensOwnCertificateThatMayNotSign() {
    Draft device = new Draft("CN=Yubico PIV Attestation");
    device.constraints = new BasicConstraints(false);
    device.usage = null;
    Party party = device.by(ROOT);
    assertRefused(
        verify(Hierarchy.statement().by(party), party),
        Reason.NOT_AN_ISSUER,
        "CN=Yubico PIV Attestation is not allowed to sign");
  }

  @Test
  void keyUsageWithoutSigningCertificates() {
    Draft device = new Draft("CN=Yubico PIV Attestation");
    device.usage = new KeyUsage(KeyUsage.digitalSignature);
    Party party = device.by(ROOT);
    assertRefused(verify(Hierarchy.statement().by(party), party), Reason.NOT_AN_ISSUER);
  }

  /** As tokens before firmware 5 have it; nobody else is let off. */
  @ParameterizedTest
  @CsvSource({"VENDOR, true", "GIVEN, false", "SIMULATED, false"})
  void ownCertificateThatSaysNothingOfSigning(TrustAnchor.Kind kind, boolean believed) {
    Party device = new Draft("CN=Yubico PIV Attestation").saysNothing().by(ROOT);
    AttestationResult result = verify(kind, ROOT, Hierarchy.statement().by(device), device);
    assertThat(result instanceof Verified).isEqualTo(believed);
  }

  @Test
  void ownCertificateThatSaysNothingAndIsNotRightBelowTheRoot() {
    Party between = new Draft("CN=Between").by(ROOT);
    Party device = new Draft("CN=Yubico PIV Attestation").saysNothing().by(between);
    assertRefused(verify(Hierarchy.statement().by(device), device, between), Reason.NOT_AN_ISSUER);
  }

  /** The owner of a key in a token can sign with it whatever he likes. */
  @Test
  void attestedKeyThatSignsAStatement() {
    Draft forged = Hierarchy.statement();
    forged.subject = "CN=YubiKey PIV Attestation 9a";
    forged.keys = Hierarchy.key("EC", 256);
    Party second = forged.by(STATEMENT);
    assertRefused(
        verify(second, STATEMENT, DEVICE), Reason.NOT_AN_ISSUER, "an attested key signs no");
  }

  @Test
  void moreIssuersThanOneOfThemAllows() {
    Party first = new Draft("CN=First").pathLength(1).by(ROOT);
    Party second = new Draft("CN=Second").pathLength(1).by(first);
    Party device = new Draft("CN=Yubico PIV Attestation").pathLength(0).by(second);
    assertRefused(
        verify(Hierarchy.statement().by(device), device, second, first),
        Reason.NOT_AN_ISSUER,
        "CN=First allows 1 issuers below it, and there are 2");
  }

  @Test
  void pathThatDoesNotEnd() {
    Party issuer = ROOT;
    List<Party> parties = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      issuer = new Draft("CN=Step " + i).by(issuer);
      parties.add(issuer);
    }
    Party device = new Draft("CN=Yubico PIV Attestation").by(issuer);
    parties.add(device);
    parties.add(Hierarchy.statement().by(device));
    assertRefused(verify(parties.toArray(Party[]::new)), Reason.PATH_TOO_LONG);
  }

  @Test
  void pathThatGoesInACircle() {
    Draft a = new Draft("CN=A");
    Draft b = new Draft("CN=B");
    Party first = a.signed("CN=B", b.keys.getPrivate());
    Party second = b.signed("CN=A", a.keys.getPrivate());
    Party device = new Draft("CN=Yubico PIV Attestation").by(first);
    assertThat(verify(Hierarchy.statement().by(device), device, first, second))
        .isInstanceOf(Refused.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void anythingThatIsNotValidNow(int which) {
    Draft[] drafts = {
      new Draft("CN=Old root"), new Draft("CN=Yubico PIV Attestation"), Hierarchy.statement()
    };
    for (int i = which; i < 3; i++) {
      drafts[i].until = Instant.parse("2027-02-28T00:00:00Z");
    }
    Party root = drafts[0].selfSigned();
    Party device = drafts[1].by(root);
    assertRefused(
        verify(TrustAnchor.Kind.VENDOR, root, drafts[2].by(device), device),
        Reason.NOT_VALID_NOW,
        "expired at 2027-02-28T00:00:00Z");
  }

  @Test
  void notValidYet() {
    Draft statement = Hierarchy.statement();
    statement.from = Instant.parse("2028-01-01T00:00:00Z");
    assertRefused(
        verify(statement.by(DEVICE), DEVICE),
        Reason.NOT_VALID_NOW,
        "is valid from 2028-01-01T00:00:00Z");
  }

  @Test
  void statementOfAnotherTimeThanTheToken() {
    Draft statement = Hierarchy.statement();
    statement.until = Instant.parse("2049-01-01T00:00:00Z");
    assertRefused(
        verify(statement.by(DEVICE), DEVICE), Reason.MALFORMED_STATEMENT, "not valid as long");
  }

  @Test
  void statementWithAnotherHash() {
    Draft statement = Hierarchy.statement();
    statement.algorithm = "SHA512withECDSA";
    assertRefused(verify(statement.by(DEVICE), DEVICE), Reason.MALFORMED_STATEMENT, "SHA512");
  }

  @Test
  void sha1() {
    Draft statement = Hierarchy.statement();
    statement.algorithm = "SHA1withECDSA";
    assertRefused(verify(statement.by(DEVICE), DEVICE), Reason.ALGORITHM, "SHA1");
  }

  @Test
  void shortKey() {
    Draft device = new Draft("CN=Yubico PIV Attestation");
    device.keys = Hierarchy.key("RSA", 1024);
    Party party = device.by(ROOT);
    Draft statement = Hierarchy.statement();
    statement.algorithm = "SHA256withRSA";
    assertRefused(verify(statement.by(party), party), Reason.ALGORITHM, "too short");
  }

  @Test
  void criticalExtensionThatIsNotKnown() {
    Draft statement = Hierarchy.statement();
    statement.critical.put("1.2.3.4", new byte[] {5, 0});
    assertRefused(verify(statement.by(DEVICE), DEVICE), Reason.CRITICAL_EXTENSION, "1.2.3.4");
  }

  @Test
  void deviceOfAnotherApplicationUnderTheVendorsRoot() {
    Party device = new Draft("CN=Yubikey OPGP Attestation").pathLength(0).by(ROOT);
    Party statement = Hierarchy.statement().by(device);
    assertRefused(verify(statement, device), Reason.NOT_A_DEVICE, "CN=Yubikey OPGP Attestation");
    assertThat(verify(TrustAnchor.Kind.GIVEN, ROOT, statement, device))
        .isInstanceOf(Verified.class);
  }

  private static void assertMalformed(Consumer<Draft> damage, String part) {
    Draft statement = Hierarchy.statement();
    damage.accept(statement);
    assertRefused(
        verify(statement.by(DEVICE), DEVICE), Reason.MALFORMED_STATEMENT, "as tokens write", part);
  }

  @ParameterizedTest
  @CsvSource({
    "CN=YubiKey PIV Attestation",
    "CN=YubiKey PIV Attestation f9",
    "CN=YubiKey PIV Attestation 96",
    "CN=YubiKey PIV Attestation 9C",
    "'CN=YubiKey PIV Attestation 9c,O=Else'",
    "CN=Else"
  })
  void nameThatDoesNotSayTheSlot(String name) {
    assertMalformed(draft -> draft.subject = name, "its name does not say the slot");
  }

  @ParameterizedTest
  @CsvSource({"3, firmware", "7, serial number", "8, PIN and touch policy"})
  void partThatIsMissing(int part, String what) {
    assertMalformed(
        draft -> draft.extensions.remove(Hierarchy.ARC + part), "does not tell the " + what);
  }

  @Test
  void formFactorMayBeMissing() {
    Draft statement = Hierarchy.statement();
    statement.extensions.remove(Hierarchy.ARC + 9);
    Verified verified = (Verified) verify(statement.by(DEVICE), DEVICE);
    assertThat(verified.statement().formFactor()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "3, 0507, firmware has 2 bytes",
    "3, 05070400, firmware has 4 bytes",
    "3, 0403050704, firmware has 5 bytes",
    "7, 01020304, serial number",
    "7, 0204ffffffff, serial number",
    "7, 0205010000000000, serial number",
    "7, 02050100000000, serial number",
    "7, 020200ff00, serial number",
    "7, 02020001, serial number",
    "7, 02810101, serial number",
    "7, 0200, serial number",
    "7, 040401020304, serial number",
    "8, 02, touch policy has 1 bytes",
    "8, 020301, touch policy has 3 bytes",
    "8, 0003, the PIN policy 0",
    "8, 0603, the PIN policy 6",
    "8, 0200, the touch policy 0",
    "8, 0204, the touch policy 4",
    "9, 0102, form factor has 2 bytes"
  })
  void partThatNoTokenWritesSo(int part, String hex, String detail) {
    assertMalformed(
        draft -> draft.extensions.put(Hierarchy.ARC + part, HexFormat.of().parseHex(hex)), detail);
  }

  @Test
  void largestSerialNumber() {
    Draft statement = Hierarchy.statement();
    statement.extensions.put(Hierarchy.ARC + 7, HexFormat.of().parseHex("020500ffffffff"));
    Verified verified = (Verified) verify(statement.by(DEVICE), DEVICE);
    assertThat(verified.statement().serial()).isEqualTo(0xFFFFFFFFL);
  }

  @Test
  void statementThatIsACa() {
    assertMalformed(draft -> draft.constraints = new BasicConstraints(0), "it is a CA's");
  }

  @Test
  void textIsNoCertificate() {
    byte[] text = "-----BEGIN CERTIFICATE-----".getBytes(StandardCharsets.US_ASCII);
    assertRefused(
        verifier(TrustAnchor.Kind.GIVEN, ROOT).verify(List.of(text), NOW),
        Reason.NOT_A_CERTIFICATE);
  }
}
