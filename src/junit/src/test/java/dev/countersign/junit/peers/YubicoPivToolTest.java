package dev.countersign.junit.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinPolicy;
import dev.countersign.device.PinRequest;
import dev.countersign.device.TokenException;
import dev.countersign.device.TouchPolicy;
import dev.countersign.junit.ScriptedPins;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulated token judged by yubico-piv-tool, and keys shared between it and our driver. */
@Tag("native")
@Timeout(120)
class YubicoPivToolTest {
  private static final int CCC = 0x5FC107;
  private static final int CHUID = 0x5FC102;
  private static final String OTHER_MANAGEMENT_KEY =
      "A1A2A3A4A5A6A7A8B1B2B3B4B5B6B7B8C1C2C3C4C5C6C7C8";

  @TempDir private Path home;

  private PeerReader reader;

  /** Release 2.2 knows 3DES management keys only. */
  private void insert(Profile profile) throws Exception {
    reader = new PeerReader(profile);
    if (profile == Profile.YUBIKEY_5_7) {
      reader.withTripleDes();
    }
  }

  @AfterEach
  void remove() {
    if (reader != null) {
      reader.close();
    }
  }

  private Program.Result run(Object... arguments) throws IOException, InterruptedException {
    return Program.of("yubico-piv-tool", "yubico-piv-tool", home)
        .always("--reader", reader.name())
        .run(arguments);
  }

  private Program.Result tool(Object... arguments) throws IOException, InterruptedException {
    return run(arguments).succeeded();
  }

  private PublicKey generate(String slot, String algorithm, Object... policies) throws Exception {
    return Pem.publicKey(
        Program.of("yubico-piv-tool", "yubico-piv-tool", home)
            .always("--reader", reader.name(), "-a", "generate", "-s", slot, "-A", algorithm)
            .succeeds(policies)
            .output());
  }

  private void importCertificate(String slot, PublicKey key) throws Exception {
    X509Certificate certificate = reader.certificateFor(key, "Theirs in " + slot);
    Path file = Pem.write(home.resolve(slot + ".crt"), certificate);
    tool("-a", "import-certificate", "-s", slot, "-i", file);
    assertThat(reader.token().require(KeyManagement.class).certificate(PeerReader.slot(slot)))
        .hasValue(certificate);
  }

  private void testSignature(String slot) throws Exception {
    Program.Result result =
        tool(
            "-a",
            "verify-pin",
            "-P",
            "123456",
            "-a",
            "test-signature",
            "-s",
            slot,
            "-i",
            home.resolve(slot + ".crt"));
    assertThat(result.all()).contains("Successful");
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_4_3", "YUBIKEY_5_7"})
  void readsVersionSerialNumberAndObjects(Profile profile) throws Exception {
    insert(profile);
    assertThat(tool("-a", "version").text()).contains(profile.firmware().orElseThrow());
    assertThat(tool("-a", "list-readers").text()).contains(reader.name());
    assertThat(tool("-a", "status").text())
        .containsPattern("Version:\\s+" + profile.firmware().orElseThrow().replace(".", "\\."))
        .containsPattern("Serial Number:\\s+" + PeerReader.SERIAL)
        .containsPattern("CHUID:\\s+No data available")
        .containsPattern("CCC:\\s+No data available")
        .containsPattern("PIN tries left:\\s+3");

    tool("-a", "set-ccc", "-a", "set-chuid");
    reader.makeKey("9e", KeyAlgorithm.P256);
    byte[] chuid = reader.administration().readObject(CHUID).orElseThrow();
    byte[] ccc = reader.administration().readObject(CCC).orElseThrow();
    assertThat(tool("-a", "status").text())
        .containsPattern("CHUID:\\s+" + HexFormat.of().formatHex(chuid))
        .containsPattern("CCC:\\s+" + HexFormat.of().formatHex(ccc))
        .contains("Slot 9e:", "ECCP256", "Key 9e");
    assertThat(reader.administration().status().guid())
        .hasValueSatisfying(guid -> assertThat(HexFormat.of().formatHex(chuid)).contains(guid));
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_4_3", "YUBIKEY_5_7"})
  void keysThatItGeneratesWorkWithBoth(Profile profile) throws Exception {
    insert(profile);
    PublicKey rsa = generate("9a", "RSA2048", "--pin-policy=once", "--touch-policy=never");
    PublicKey p256 = generate("9c", "ECCP256", "--touch-policy=cached");
    PublicKey p384 = generate("9d", "ECCP384", "--pin-policy=always", "--touch-policy=always");
    assertThat(policies("9a")).isEqualTo(policies(PinPolicy.ONCE, TouchPolicy.NEVER));
    assertThat(policies("9c")).isEqualTo(policies(PinPolicy.ALWAYS, TouchPolicy.CACHED));
    assertThat(policies("9d")).isEqualTo(policies(PinPolicy.ALWAYS, TouchPolicy.ALWAYS));
    importCertificate("9a", rsa);
    importCertificate("9c", p256);
    importCertificate("9d", p384);

    testSignature("9a");
    testSignature("9c");
    testSignature("9d");
    for (String slot : new String[] {"9a", "9d"}) {
      assertThat(
              tool(
                      "-a",
                      "verify-pin",
                      "-P",
                      "123456",
                      "-a",
                      "test-decipher",
                      "-s",
                      slot,
                      "-i",
                      home.resolve(slot + ".crt"))
                  .all())
          .containsIgnoringCase("success");
    }
    reader.assertSigns("9a", rsa);
    reader.assertSigns("9c", p256);
    reader.assertSigns("9d", p384);
  }

  private KeyPolicies policies(String slot) {
    return reader.tokens().signingKey(PeerReader.slot(slot)).policies();
  }

  private static KeyPolicies policies(PinPolicy pin, TouchPolicy touch) {
    return new KeyPolicies(Optional.of(pin), Optional.of(touch));
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_4_3", "YUBIKEY_5_7"})
  void attestationHoldsBeforeOpenSsl(Profile profile) throws Exception {
    insert(profile);
    PublicKey key = generate("9c", "ECCP256");
    X509Certificate statement = Pem.certificate(tool("-a", "attest", "-s", "9c").output());
    X509Certificate own = Pem.certificate(tool("-a", "read-certificate", "-s", "f9").output());
    assertThat(statement.getPublicKey()).isEqualTo(key);
    new OpenSsl(home).verifyChain(Pem.certificate(VirtualToken.attestationRoot()), own, statement);
    run("-a", "attest", "-s", "9d").failed();
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_4_3", "YUBIKEY_5_7"})
  void keysThatItImportsSignThroughOurDriver(Profile profile) throws Exception {
    insert(profile);
    KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    KeyPairGenerator curve = KeyPairGenerator.getInstance("EC");
    curve.initialize(256);
    KeyPair ec = curve.generateKeyPair();
    tool("-a", "import-key", "-s", "9a", "-i", Pem.write(home.resolve("r.key"), rsa.getPrivate()));
    tool("-a", "import-key", "-s", "82", "-i", Pem.write(home.resolve("e.key"), ec.getPrivate()));
    importCertificate("9a", rsa.getPublic());
    importCertificate("82", ec.getPublic());
    testSignature("9a");
    reader.assertSigns("9a", rsa.getPublic());
    reader.assertSigns("82", ec.getPublic());
    assertThat(run("-a", "attest", "-s", "9a").failed().all()).contains("Failed to attest");
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_4_3", "YUBIKEY_5_7"})
  void keysThatOurDriverMadePassItsTests(Profile profile) throws Exception {
    insert(profile);
    X509Certificate rsa = reader.makeKey("9c", KeyAlgorithm.RSA2048);
    X509Certificate ec = reader.makeKey("95", KeyAlgorithm.P384);
    for (String slot : new String[] {"9c", "95"}) {
      tool("-a", "read-certificate", "-s", slot, "-o", home.resolve(slot + ".crt"));
      testSignature(slot);
    }
    assertThat(Pem.certificate(Files.readAllBytes(home.resolve("9c.crt")))).isEqualTo(rsa);
    assertThat(Pem.certificate(Files.readAllBytes(home.resolve("95.crt")))).isEqualTo(ec);

    Path wrong = Pem.write(home.resolve("wrong.crt"), ec);
    run("-a", "verify-pin", "-P", "123456", "-a", "test-signature", "-s", "9c", "-i", wrong)
        .failed();
  }

  /**
   * Release 2.2 built with OpenSSL 3 gives up before it asks the card for a signature, for requests
   * and certificates alike; others have to make a request that verifies.
   */
  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_4_3", "YUBIKEY_5_7"})
  void certificateRequestIsSignedByTheTokenOrNotAskedOfIt(Profile profile) throws Exception {
    insert(profile);
    Path key = Pem.write(home.resolve("key.pem"), generate("9a", "ECCP256"));
    Path request = home.resolve("request.pem");
    Program.Result result =
        run(
            "--verbose=2",
            "-a",
            "verify-pin",
            "-P",
            "123456",
            "-a",
            "request-certificate",
            "-s",
            "9a",
            "-S",
            "/CN=Alice/",
            "-i",
            key,
            "-o",
            request);
    if (result.exitCode() == 0) {
      Program.of("openssl", "openssl", home).succeeds("req", "-verify", "-noout", "-in", request);
    } else {
      assertThat(result.all())
          .contains("Successfully verified PIN", "Failed signing request")
          .contains("> 00 20 00 80")
          .doesNotContain("> 00 87");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_4_3", "YUBIKEY_5_7"})
  void changesPinAndPukAndUnblocks(Profile profile) throws Exception {
    insert(profile);
    tool("-a", "change-pin", "-P", "123456", "-N", "654321");
    tool("-a", "change-puk", "-P", "12345678", "-N", "87654321");
    assertThat(run("-a", "verify-pin", "-P", "123456").failed().all()).contains("2 tries left");
    assertThat(reader.pinTriesLeft()).isEqualTo(2);
    run("-a", "change-pin", "-P", "123456", "-N", "111111").failed();
    assertThat(reader.pinTriesLeft()).isEqualTo(1);
    assertThat(run("-a", "verify-pin", "-P", "000000").failed().all()).contains("blocked");
    assertThat(reader.pinTriesLeft()).isZero();
    assertThat(run("-a", "verify-pin", "-P", "654321").failed().all()).contains("blocked");
    run("-a", "unblock-pin", "-P", "12345678", "-N", "123456").failed();
    tool("-a", "unblock-pin", "-P", "87654321", "-N", "123456");
    assertThat(reader.pinTriesLeft()).isEqualTo(3);
    tool("-a", "verify-pin", "-P", "123456");

    X509Certificate certificate = reader.makeKey("9c", KeyAlgorithm.P256);
    reader.assertSigns("9c", certificate.getPublicKey());
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_4_3", "YUBIKEY_5_7"})
  void ourDriverTakesThePinThatItSetAndReportsTheBlockedOne(Profile profile) throws Exception {
    insert(profile);
    PublicKey key = reader.makeKey("9a", KeyAlgorithm.P256).getPublicKey();
    tool("-a", "change-pin", "-P", "123456", "-N", "654321");
    assertThatThrownBy(() -> reader.assertSigns("9a", key))
        .isInstanceOf(TokenException.WrongPin.class);
    assertThat(reader.pinTriesLeft()).isEqualTo(2);
    reader.pins().answer(PinRequest.Kind.PIN, "654321");
    reader.assertSigns("9a", key);
    for (int i = 0; i < 3; i++) {
      run("-a", "verify-pin", "-P", "000000").failed();
    }
    assertThatThrownBy(() -> reader.assertSigns("9a", key))
        .isInstanceOf(TokenException.PinBlocked.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_4_3", "YUBIKEY_5_7"})
  void wrongManagementKeyChangesNothing(Profile profile) throws Exception {
    insert(profile);
    X509Certificate certificate = reader.makeKey("9a", KeyAlgorithm.P256);
    tool("-a", "set-mgm-key", "-n", OTHER_MANAGEMENT_KEY);
    for (String action : new String[] {"generate", "set-chuid", "delete-certificate"}) {
      assertThat(run("-a", action, "-s", "9a", "-A", "ECCP256").failed().all())
          .contains("Failed authentication");
    }
    assertThat(reader.administration().readObject(CHUID)).isEmpty();
    reader.assertSigns("9a", certificate.getPublicKey());

    assertThatThrownBy(() -> reader.makeKey("9a", KeyAlgorithm.P256))
        .isInstanceOfSatisfying(
            TokenException.WrongPin.class,
            e -> assertThat(e.kind()).isEqualTo(PinRequest.Kind.MANAGEMENT_KEY));
    reader.pins().answer(PinRequest.Kind.MANAGEMENT_KEY, OTHER_MANAGEMENT_KEY);
    reader.assertSigns("9a", reader.makeKey("9a", KeyAlgorithm.P256).getPublicKey());
    tool("-k" + OTHER_MANAGEMENT_KEY, "-a", "delete-certificate", "-s", "9a");
    assertThat(run("-a", "read-certificate", "-s", "9a").failed().all())
        .contains("Failed fetching certificate");
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_4_3", "YUBIKEY_5_7"})
  void setsRetriesAndResets(Profile profile) throws Exception {
    insert(profile);
    reader.makeKey("9a", KeyAlgorithm.P256);
    assertThat(run("-a", "reset").failed().all()).contains("Reset failed");
    tool("-a", "change-pin", "-P", "123456", "-N", "654321");
    run("-a", "pin-retries", "--pin-retries=2", "--puk-retries=1").failed();
    tool(
        "-a",
        "verify-pin",
        "-P",
        "654321",
        "-a",
        "pin-retries",
        "--pin-retries=2",
        "--puk-retries=1");
    assertThat(tool("-a", "status").text()).containsPattern("PIN tries left:\\s+2");
    tool("-a", "verify-pin", "-P", ScriptedPins.FACTORY_PIN);
    run("-a", "verify-pin", "-P", "000000").failed();
    run("-a", "verify-pin", "-P", "000000").failed();
    assertThat(run("-a", "reset").failed().all()).contains("Reset failed");
    run("-a", "unblock-pin", "-P", "00000000", "-N", "123456").failed();
    tool("-a", "reset");
    assertThat(tool("-a", "status").text())
        .containsPattern("PIN tries left:\\s+3")
        .doesNotContain("Slot 9a");
    assertThat(reader.token().require(KeyManagement.class).certificate(PeerReader.slot("9a")))
        .isEmpty();
    reader.assertSigns("9a", reader.makeKey("9a", KeyAlgorithm.P256).getPublicKey());
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_4_3", "YUBIKEY_5_7"})
  void writesAndReadsObjects(Profile profile) throws Exception {
    insert(profile);
    byte[] value = "any text".repeat(300).getBytes(UTF_8);
    Path file = Files.write(home.resolve("object"), value);
    tool("-a", "write-object", "--id", 0x5FC106, "-f", "binary", "-i", file);
    assertThat(reader.administration().readObject(0x5FC106)).hasValue(value);
    assertThat(tool("-a", "read-object", "--id", 0x5FC106, "-f", "binary").output())
        .isEqualTo(value);
  }
}
