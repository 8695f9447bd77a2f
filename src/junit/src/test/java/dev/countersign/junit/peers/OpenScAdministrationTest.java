package dev.countersign.junit.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.SigningKey;
import dev.countersign.junit.ScriptedPins;
import dev.countersign.simulator.Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * OpenSC's piv-tool puts keys, certificates and objects on the simulated token, and our driver
 * works with them.
 *
 * <p>Release 0.23 built with OpenSSL 3 cannot authenticate one-sidedly ({@code A:9B:03}) with any
 * card, and has the card make a key but cannot write its public half down: so it is told the bytes
 * of that command here. Its exit code for what it stored is a number of bytes.
 */
@Tag("native")
@Timeout(120)
class OpenScAdministrationTest {
  private static final Pattern RESPONSE =
      Pattern.compile("Received \\(SW1=0x90, SW2=0x00\\):\n((?:(?:[0-9A-F]{2} )+.*\n)+)");
  private static final int SECURITY_OBJECT = 0x5FC106;

  @TempDir private Path home;

  private PeerReader reader;
  private String managementKey = ScriptedPins.FACTORY_MANAGEMENT_KEY;

  /** Release 0.23 takes AES management keys of no YubiKey. */
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

  /** Runs piv-tool with the management key proven by both sides. */
  private Program.Result pivTool(Object... arguments) throws IOException, InterruptedException {
    Path key = home.resolve("management-key");
    Files.writeString(key, managementKey.replaceAll("(..)(?!$)", "$1:"));
    return Program.of("piv-tool", "opensc", home)
        .always("--reader", reader.name(), "--admin", "M:9B:03")
        .with("PIV_EXT_AUTH_KEY", key.toString())
        .run(arguments);
  }

  private PublicKey generate(String slot) throws Exception {
    Program.Result result =
        pivTool("--send-apdu", "00:47:00:" + slot + ":05:AC:03:80:01:11:00").succeeded();
    Matcher response = RESPONSE.matcher(result.text());
    assertThat(response.find()).as(result.all()).isTrue();
    StringBuilder digits = new StringBuilder();
    for (String line : response.group(1).split("\n")) {
      digits.append(line, 0, Math.min(line.length(), 48)); // the text beside the digits is cut off
    }
    String hex = digits.toString().replace(" ", "");
    assertThat(hex).hasSize(2 * 70).startsWith("7F4943864104");
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    ECPoint point =
        new ECPoint(
            new BigInteger(hex.substring(12, 76), 16), new BigInteger(hex.substring(76), 16));
    return KeyFactory.getInstance("EC")
        .generatePublic(
            new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class)));
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void keysAndCertificatesItPutOnWorkThroughOurDriver(Profile profile) throws Exception {
    insert(profile);
    PublicKey key = generate("9A");
    X509Certificate certificate = reader.certificateFor(key, "Theirs");
    pivTool("--cert", "9A", "--in", Pem.write(home.resolve("cert.pem"), certificate));
    assertThat(stored("9a")).isEqualTo(certificate);
    reader.assertSigns("9a", key);

    PublicKey signing = generate("9C");
    X509Certificate compressed = reader.certificateFor(signing, "Theirs, compressed");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(compressed.getEncoded());
    }
    pivTool(
        "--compresscert", "9C", "--in", Files.write(home.resolve("cert.gz"), bytes.toByteArray()));
    assertThat(stored("9c")).isEqualTo(compressed);
    reader.assertSigns("9c", signing);

    byte[] object = "S\4text".getBytes(US_ASCII);
    pivTool("--object", "9000", "--in", Files.write(home.resolve("object"), object));
    assertThat(reader.administration().readObject(SECURITY_OBJECT))
        .hasValue("text".getBytes(US_ASCII));
    Pkcs11Tool pkcs11 = new Pkcs11Tool(home, "opensc-pkcs11.so", "opensc-pkcs11");
    pkcs11.assertSigns("01", "ECDSA-SHA256", key);
    pkcs11.assertSigns("02", "ECDSA-SHA256", signing);
  }

  private X509Certificate stored(String slot) {
    return reader
        .token()
        .require(KeyManagement.class)
        .certificate(PeerReader.slot(slot))
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void hasTheCardMakeKeysOfEitherKind(Profile profile) throws Exception {
    insert(profile);
    pivTool("--genkey", "9A:07");
    pivTool("--genkey", "9D:14");
    assertThat(key("9a").algorithm()).isEqualTo(KeyAlgorithm.RSA2048);
    assertThat(key("9d").algorithm()).isEqualTo(KeyAlgorithm.P384);
    reader.assertSigns("9a", key("9a").publicKey());
    reader.assertSigns("9d", key("9d").publicKey());
  }

  private SigningKey key(String slot) {
    return reader.tokens().signingKey(PeerReader.slot(slot));
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void wrongManagementKeyChangesNothing(Profile profile) throws Exception {
    insert(profile);
    X509Certificate certificate = reader.makeKey("9a", KeyAlgorithm.P256);
    managementKey = "A1".repeat(24);
    assertThat(pivTool("--genkey", "9A:11").failed().all()).contains("admin_mode failed");
    X509Certificate other = reader.certificateFor(certificate.getPublicKey(), "Other");
    assertThat(
            pivTool("--cert", "9A", "--in", Pem.write(home.resolve("cert.pem"), other))
                .failed()
                .all())
        .contains("admin_mode failed");
    assertThat(stored("9a")).isEqualTo(certificate);
    reader.assertSigns("9a", certificate.getPublicKey());
  }
}
