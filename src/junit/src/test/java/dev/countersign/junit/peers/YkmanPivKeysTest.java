package dev.countersign.junit.peers;

import static dev.countersign.junit.peers.PeerReader.slot;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyOrigin;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinPolicy;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TouchPolicy;
import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** ykman piv keys: generate, attest, export, import. */
class YkmanPivKeysTest extends YkmanCase {
  private static final byte[] MESSAGE = "a message".getBytes(UTF_8);
  private static final String POLICIES = "1.3.6.1.4.1.41482.3.8";

  @ParameterizedTest
  @CsvSource({
    "YUBIKEY_5_7, RSA2048, 9a, ONCE, CACHED, 0203",
    "YUBIKEY_5_7, ECCP256, 9c, DEFAULT, DEFAULT, 0301",
    "YUBIKEY_5_7, ECCP384, 82, NEVER, ALWAYS, 0102",
    "YUBIKEY_5_7, ECCP256, 95, ALWAYS, NEVER, 0301",
    "YUBIKEY_4_3, RSA2048, 9d, ALWAYS, CACHED, 0303",
    "YUBIKEY_4_3, ECCP256, 9e, DEFAULT, NEVER, 0101",
    "YUBIKEY_4_3, ECCP384, 83, ONCE, ALWAYS, 0202",
  })
  void aGeneratedKeyIsAttestedUpToTheRoot(
      Profile profile, String algorithm, String slot, String pin, String touch, String policies)
      throws Exception {
    insert(profile);
    Path key = file("key.pem");
    Object[] generate = {
      "piv",
      "keys",
      "generate",
      "-m",
      MANAGEMENT_KEY,
      "-a",
      algorithm,
      "--pin-policy",
      pin,
      "--touch-policy",
      touch,
      slot,
      key
    };
    ykman(generate);
    openssl("pkey", "-pubin", "-in", key, "-noout");

    ykman("piv", "keys", "attest", slot, file("attestation.pem"));
    opensslVerifiesAttestation(file("attestation.pem"));
    assertThat(openssl("x509", "-in", file("attestation.pem"), "-noout", "-pubkey"))
        .isEqualTo(Files.readString(key));
    byte[] said = certificate(file("attestation.pem")).getExtensionValue(POLICIES);
    assertThat(HexFormat.of().formatHex(said)).isEqualTo("0402" + policies);

    ykman("piv", "keys", "export", slot, file("exported.pem"));
    assertThat(file("exported.pem")).hasSameTextualContentAs(key);
  }

  /** Only firmware from 5.3 tells about a key that has no certificate. */
  @Test
  void ourDriverSeesTheKeyThatYkmanMade() throws Exception {
    PeerReader reader = insert(Profile.YUBIKEY_5_7);
    Object[] generate = {
      "piv",
      "keys",
      "generate",
      "-m",
      MANAGEMENT_KEY,
      "-a",
      "ECCP256",
      "--pin-policy",
      "ALWAYS",
      "--touch-policy",
      "CACHED",
      "9a",
      file("key.pem")
    };
    ykman(generate);
    SigningKey key = reader.token().signingKey(slot("9a"));
    assertThat(key.algorithm()).isEqualTo(KeyAlgorithm.P256);
    assertThat(key.origin()).hasValue(KeyOrigin.GENERATED);
    assertThat(key.policies().pin()).hasValue(PinPolicy.ALWAYS);
    assertThat(key.policies().touch()).hasValue(TouchPolicy.CACHED);
    byte[] signature = key.sign(SignatureAlgorithm.ecdsa(Digest.SHA256), MESSAGE);
    opensslVerifies(file("key.pem"), MESSAGE, signature);
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void ykmanSeesTheKeyThatOurDriverMade(Profile profile) throws Exception {
    PeerReader reader = insert(profile);
    PublicKey made =
        reader
            .token()
            .require(KeyManagement.class)
            .generate(slot("9a"), KeyAlgorithm.P384, KeyPolicies.UNKNOWN);
    ykman("piv", "keys", "export", "--format", "DER", "9a", file("key.der"));
    assertThat(file("key.der")).hasBinaryContent(made.getEncoded());
    ykman("piv", "keys", "attest", "9a", file("attestation.pem"));
    assertThat(certificate(file("attestation.pem")).getPublicKey()).isEqualTo(made);
  }

  @ParameterizedTest
  @CsvSource({
    "YUBIKEY_5_7, RSA, rsa_keygen_bits:2048, 9a",
    "YUBIKEY_5_7, EC, ec_paramgen_curve:P-384, 9c",
    "YUBIKEY_4_3, RSA, rsa_keygen_bits:1024, 9d",
    "YUBIKEY_4_3, EC, ec_paramgen_curve:P-256, 9e",
  })
  void anImportedKeySignsThroughOurDriver(
      Profile profile, String algorithm, String parameter, String slot) throws Exception {
    PeerReader reader = insert(profile);
    Path secret = file("secret.pem");
    openssl(
        "genpkey",
        "-algorithm",
        algorithm,
        "-pkeyopt",
        parameter,
        "-aes256",
        "-pass",
        "pass:secret",
        "-out",
        secret);
    openssl("pkey", "-in", secret, "-passin", "pass:secret", "-pubout", "-out", file("key.pem"));
    openssl(
        "req",
        "-x509",
        "-key",
        secret,
        "-passin",
        "pass:secret",
        "-subj",
        "/CN=Imported",
        "-out",
        file("certificate.pem"));
    ykman("piv", "keys", "import", "-m", MANAGEMENT_KEY, "-p", "secret", slot, secret);
    ykman(
        "piv",
        "certificates",
        "import",
        "-m",
        MANAGEMENT_KEY,
        "-P",
        PIN,
        "--verify",
        slot,
        file("certificate.pem"));

    SigningKey key = reader.token().signingKey(slot(slot));
    assertThat(key.certificateChain()).containsExactly(certificate(file("certificate.pem")));
    assertThat(key.origin()).isNotEqualTo(Optional.of(KeyOrigin.GENERATED));
    SignatureAlgorithm scheme =
        algorithm.equals("EC")
            ? SignatureAlgorithm.ecdsa(Digest.SHA256)
            : SignatureAlgorithm.rsa(Digest.SHA256);
    opensslVerifies(file("key.pem"), MESSAGE, key.sign(scheme, MESSAGE));

    assertThat(ykmanFails("piv", "keys", "attest", slot, file("attestation.pem")))
        .contains("Attestation failed.");
  }

  @Test
  void withoutTheManagementKeyNoKeyIsMade() throws Exception {
    insert(Profile.YUBIKEY_5_7);
    String wrong = "ff" + MANAGEMENT_KEY.substring(2);
    assertThat(
            ykmanFails(
                "piv", "keys", "generate", "-m", wrong, "-a", "ECCP256", "9a", file("key.pem")))
        .contains("Authentication with management key failed.");
    assertThat(ykmanFails("piv", "keys", "export", "9a", file("key.pem")))
        .contains("No key stored in slot AUTHENTICATION.");
    assertThat(ykmanFails("piv", "keys", "attest", "9a", file("attestation.pem")))
        .contains("Attestation failed.");
  }

  @Test
  void aKeyThatIsNotTouchedDoesNotSign() throws Exception {
    PeerReader reader = insert(Profile.YUBIKEY_5_7);
    ykman(
        "piv",
        "keys",
        "generate",
        "-m",
        MANAGEMENT_KEY,
        "-a",
        "ECCP256",
        "--touch-policy",
        "ALWAYS",
        "9a",
        file("key.pem"));
    reader.card().injectFaults(FaultSchedule.parse("touch-never"));
    Object[] request = {
      "piv",
      "certificates",
      "request",
      "-P",
      PIN,
      "-s",
      "CN=me",
      "9a",
      file("key.pem"),
      file("request.pem")
    };
    assertThat(ykmanFails(request)).contains("Certificate Signing Request generation failed.");
    reader.card().injectFaults(FaultSchedule.none());
    ykman(request);
  }

  @Test
  void firmware4TakesNoKeyOfLaterFirmware() throws Exception {
    insert(Profile.YUBIKEY_4_3);
    openssl(
        "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072", "-out", file("s.pem"));
    ykmanFails("piv", "keys", "import", "-m", MANAGEMENT_KEY, "9a", file("s.pem"));
    assertThat(ykmanFails("piv", "keys", "export", "9a", file("key.pem")))
        .contains("Unable to export public key from slot AUTHENTICATION");
  }
}
