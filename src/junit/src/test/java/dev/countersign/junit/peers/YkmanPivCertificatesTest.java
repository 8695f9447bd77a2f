package dev.countersign.junit.peers;

import static dev.countersign.junit.peers.PeerReader.slot;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.card.piv.PivAdministration;
import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.junit.TestIssuer;
import dev.countersign.simulator.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** ykman piv certificates and objects. */
class YkmanPivCertificatesTest extends YkmanCase {
  private static final byte[] MESSAGE = "a message".getBytes(UTF_8);

  private void generateKey(String algorithm, String slot) throws Exception {
    ykman("piv", "keys", "generate", "-m", MANAGEMENT_KEY, "-a", algorithm, slot, file("key.pem"));
  }

  @ParameterizedTest
  @CsvSource({
    "YUBIKEY_5_7, RSA2048, 9a, SHA256",
    "YUBIKEY_5_7, ECCP384, 9c, SHA384",
    "YUBIKEY_4_3, ECCP256, 9c, SHA256",
    "YUBIKEY_4_3, RSA2048, 95, SHA512",
  })
  void aSelfSignedCertificateIsMadeExportedAndUsed(
      Profile profile, String algorithm, String slot, String hash) throws Exception {
    PeerReader reader = insert(profile);
    generateKey(algorithm, slot);
    ykman(
        "piv",
        "certificates",
        "generate",
        "-m",
        MANAGEMENT_KEY,
        "-P",
        PIN,
        "-a",
        hash,
        "-s",
        "CN=Self,O=Example",
        slot,
        file("key.pem"));
    Path exported = file("certificate.pem");
    ykman("piv", "certificates", "export", slot, exported);
    assertThat(openssl("verify", "-CAfile", exported, exported)).endsWith(": OK\n");
    assertThat(openssl("x509", "-in", exported, "-noout", "-pubkey"))
        .isEqualTo(Files.readString(file("key.pem")));
    assertThat(ykman("piv", "info").text())
        .contains("Slot " + slot + ":\n\tAlgorithm:\t" + algorithm)
        .contains("Subject DN:\tCN=Self,O=Example")
        .contains("CHUID:\t3019d4e739da739ced39ce739d");

    SigningKey key = reader.token().signingKey(slot(slot));
    assertThat(key.certificateChain()).containsExactly(certificate(exported));
    SignatureAlgorithm scheme =
        algorithm.startsWith("ECC")
            ? SignatureAlgorithm.ecdsa(Digest.SHA256)
            : SignatureAlgorithm.rsa(Digest.SHA256);
    opensslVerifies(file("key.pem"), MESSAGE, key.sign(scheme, MESSAGE));
  }

  @ParameterizedTest
  @CsvSource({"YUBIKEY_5_7, ECCP256, 9c", "YUBIKEY_4_3, RSA2048, 9a"})
  void aRequestIsSignedByTheKey(Profile profile, String algorithm, String slot) throws Exception {
    insert(profile);
    generateKey(algorithm, slot);
    ykman(
        "piv",
        "certificates",
        "request",
        "-P",
        PIN,
        "-s",
        "CN=Requested",
        slot,
        file("key.pem"),
        file("request.pem"));
    assertThat(openssl("req", "-in", file("request.pem"), "-verify", "-noout", "-subject"))
        .contains("CN = Requested");
    assertThat(openssl("req", "-in", file("request.pem"), "-noout", "-pubkey"))
        .isEqualTo(Files.readString(file("key.pem")));
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void aCertificateOfAnotherKeyIsNoticedAndOneIsDeleted(Profile profile) throws Exception {
    insert(profile);
    generateKey("ECCP256", "9a");
    openssl(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        file("other.pem"),
        "-subj",
        "/CN=Other",
        "-out",
        file("certificate.pem"));
    assertThat(
            ykmanFails(
                "piv",
                "certificates",
                "import",
                "-m",
                MANAGEMENT_KEY,
                "-P",
                PIN,
                "--verify",
                "9a",
                file("certificate.pem")))
        .contains("This certificate is not tied to the private key in the AUTHENTICATION slot.");
    Path exported = file("exported.pem");
    assertThat(ykmanFails("piv", "certificates", "export", "9a", exported))
        .contains("No certificate found.");

    ykman("piv", "certificates", "import", "-m", MANAGEMENT_KEY, "9a", file("certificate.pem"));
    ykman("piv", "certificates", "export", "9a", exported);
    assertThat(exported).hasSameTextualContentAs(file("certificate.pem"));
    ykman("piv", "certificates", "delete", "-m", MANAGEMENT_KEY, "9a");
    assertThat(ykmanFails("piv", "certificates", "export", "9a", exported))
        .contains("No certificate found.");
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void theCertificateOfOurKeyIsRenewed(Profile profile) throws Exception {
    PeerReader reader = insert(profile);
    KeyManagement management = reader.token().require(KeyManagement.class);
    PublicKey made = management.generate(slot("9c"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
    management.putCertificate(slot("9c"), new TestIssuer().certify(made, "Ours"));
    assertThat(reader.token().signingKey(slot("9c")).certificateChain()).hasSize(1);
    assertThat(ykman("piv", "info").text()).contains("Slot 9c:").contains("Subject DN:\tCN=Ours");

    ykman("piv", "keys", "export", "9c", file("key.pem"));
    ykman(
        "piv",
        "certificates",
        "generate",
        "-m",
        MANAGEMENT_KEY,
        "-P",
        PIN,
        "-s",
        "CN=Renewed",
        "9c",
        file("key.pem"));
    SigningKey key = reader.token().signingKey(slot("9c"));
    assertThat(key.certificateChain())
        .singleElement()
        .satisfies(
            renewed ->
                assertThat(renewed.getSubjectX500Principal().getName()).isEqualTo("CN=Renewed"));
    byte[] signature = key.sign(SignatureAlgorithm.ecdsa(Digest.SHA256), MESSAGE);
    opensslVerifies(file("key.pem"), MESSAGE, signature);
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void objectsAreWrittenReadAndGenerated(Profile profile) throws Exception {
    PeerReader reader = insert(profile);
    byte[] content = new byte[3000];
    new Random(1).nextBytes(content);
    Files.write(file("in"), content);
    ykman("piv", "objects", "import", "-m", MANAGEMENT_KEY, "5f0001", file("in"));
    ykman("piv", "objects", "export", "5f0001", file("out"));
    assertThat(file("out")).hasBinaryContent(content);
    PivAdministration ours = reader.token().require(PivAdministration.class);
    assertThat(ours.readObject(0x5F0001)).hasValue(content);

    assertThat(ykmanFails("piv", "objects", "export", "CHUID", file("out")))
        .contains("No data found.");
    ykman("piv", "objects", "generate", "-m", MANAGEMENT_KEY, "CHUID");
    ykman("piv", "objects", "generate", "-m", MANAGEMENT_KEY, "CCC");
    assertThat(ykman("piv", "info").text())
        .containsPattern("CHUID:\t3019[0-9a-f]{110}fe00")
        .containsPattern("CCC: \tf015a000000116ff02[0-9a-f]+fe00");
    ykman("piv", "objects", "export", "CHUID", file("out"));
    assertThat(ours.readObject(0x5FC102)).hasValue(Files.readAllBytes(file("out")));

    ykmanFails("piv", "objects", "import", "-m", MANAGEMENT_KEY, "600001", file("in"));
  }

  @Test
  void printedInformationIsReadWithThePin() throws Exception {
    PeerReader reader = insert(Profile.YUBIKEY_5_7);
    Files.write(file("in"), MESSAGE);
    ykman("piv", "objects", "import", "-m", MANAGEMENT_KEY, "PRINTED", file("in"));
    assertThat(ykmanFails("piv", "objects", "export", "-P", "000000", "PRINTED", file("out")))
        .contains("PIN verification failed, 2 tries left.");
    ykman("piv", "objects", "export", "-P", PIN, "PRINTED", file("out"));
    assertThat(file("out")).hasBinaryContent(MESSAGE);
    assertThat(reader.token().require(PivAdministration.class).readObject(0x5FC109))
        .hasValue(MESSAGE);
  }

  @Test
  void withoutThePinNothingIsSigned() throws Exception {
    insert(Profile.YUBIKEY_5_7);
    generateKey("ECCP256", "9c");
    Object[] generate = {
      "piv",
      "certificates",
      "generate",
      "-m",
      MANAGEMENT_KEY,
      "-P",
      "000000",
      "-s",
      "CN=me",
      "9c",
      file("key.pem")
    };
    assertThat(ykmanFails(generate)).contains("PIN verification failed, 2 tries left.");
    assertThat(ykmanFails(generate)).contains("PIN verification failed, 1 tries left.");
    assertThat(ykmanFails(generate)).contains("PIN is blocked.");
    generate[6] = PIN;
    assertThat(ykmanFails(generate)).contains("PIN is blocked.");
    assertThat(ykmanFails("piv", "certificates", "export", "9c", file("c.pem")))
        .contains("No certificate found.");
  }
}
