package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements of keys, made and verified at the terminal. */
class AttestationCommandsTest {
  /** Published by the owner of a real token. */
  private static final Path REAL =
      Path.of(
          "..",
          "relyingparty",
          "src/test/resources/dev/countersign/relyingparty/attestation",
          "firmware-5.2.6-9c.pem");

  @TempDir Path directory;
  private Cli cli;
  private String pinFile;

  @BeforeEach
  void prepare() {
    cli = new Cli(directory);
    pinFile = cli.file("pin.txt", Cli.FACTORY_PIN + "\n");
  }

  private String statement(String slot) {
    cli.ok("keys", "attest", "piv:slot=" + slot, "--out", cli.path(slot + ".stmt"));
    return cli.path(slot + ".stmt");
  }

  private void key(String slot) {
    cli.ok(
        "keys",
        "generate",
        "piv:slot=" + slot,
        "--algorithm",
        "p256",
        "--pin-policy",
        "once",
        "--touch-policy",
        "cached",
        "--out",
        cli.path(slot + ".pem"));
  }

  private static void assertNo(Cli.Result result, String... parts) {
    assertThat(result.code()).as(result.toString()).isEqualTo(1);
    assertThat(result.err().lines()).as(result.err()).hasSize(1);
    assertThat(result.err()).startsWith("countersign: ").endsWith(".\n");
    for (String part : parts) {
      assertThat(result.err()).contains(part);
    }
  }

  private static void assertUsage(Cli.Result result, String part) {
    assertThat(result.code()).as(result.toString()).isEqualTo(2);
    assertThat(result.err()).contains(part);
    assertThat(result.out()).isEmpty();
  }

  private static void assertJson(String text) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      while (parser.nextToken() != null) {
        assertThat(parser.currentToken()).isNotNull();
      }
    }
  }

  @Test
  void simulatedStatementVerifiesAndProvesNothing() throws Exception {
    cli.plug(Profile.YUBIKEY_5_7, 11, "");
    key("9a");
    String statement = statement("9a");
    assertThat(Files.readString(Path.of(statement)).split("BEGIN CERTIFICATE")).hasSize(3);
    Cli.Result result = cli.run("keys", "verify-attestation", statement);
    assertNo(result, "the token is simulated: its statement proves nothing", "--allow-simulated");
    assertThat(result.out())
        .contains("slot:          9a", "key:           p256", "PIN policy:    once")
        .contains("touch policy:  cached", "serial:        11", "firmware:      5.7.4")
        .contains("CN=Countersign Simulated PIV Root CA", "Simulated: proves nothing.");
    assertThat(cli.ok("keys", "verify-attestation", statement, "--allow-simulated"))
        .contains("Simulated: proves nothing.");
    Cli.Result json = cli.run("keys", "verify-attestation", statement, "--json");
    assertThat(json.code()).isEqualTo(1);
    assertJson(json.out());
    assertThat(json.out())
        .contains("\"verified\" : true", "\"provesHardware\" : false", "\"kind\" : \"simulated\"")
        .contains("\"touchPolicy\" : \"cached\"", "\"keyMatches\" : null");
  }

  @Test
  void realStatementProvesHardware() {
    assertThat(cli.ok("keys", "verify-attestation", REAL.toString()))
        .contains("CN=Yubico PIV Root CA Serial 263751", "This proves hardware")
        .contains("serial:        13078782", "form factor:   USB-C keychain");
    assertThat(cli.ok("keys", "verify-attestation", REAL.toString(), "--json"))
        .contains("\"provesHardware\" : true", "\"kind\" : \"vendor\"");
  }

  @Test
  void standardInputAndDerAndSeveralFiles() throws Exception {
    cli.input = Files.readAllBytes(REAL);
    assertThat(cli.ok("keys", "verify-attestation", "-")).contains("This proves hardware");
    String[] blocks = Files.readString(REAL).split("-----END CERTIFICATE-----");
    String[] files = new String[2];
    for (int i = 0; i < 2; i++) {
      byte[] der =
          Base64.getMimeDecoder()
              .decode(blocks[i].replace("-----BEGIN CERTIFICATE-----", "").strip());
      files[i] = cli.file(i + ".der", der);
    }
    assertThat(cli.ok("keys", "verify-attestation", files[1], files[0]))
        .contains("This proves hardware");
  }

  @Test
  void statementMustBeForTheKeyThatIsNamed() {
    cli.plug(Profile.YUBIKEY_5_7, 11, "");
    key("9a");
    key("9c");
    for (String slot : new String[] {"9a", "9c"}) {
      String[] subject = {"--subject", "CN=a", "--pin-file", pinFile, "--out"};
      String uri = "piv:slot=" + slot;
      cli.ok(with(subject, cli.path(slot + ".csr"), "keys", "certificate", "request", uri));
      cli.ok(with(subject, cli.path(slot + ".crt"), "keys", "certificate", "self-sign", uri));
    }
    String statement = statement("9a");
    String[][] options = {{"--public-key", "pem"}, {"--request", "csr"}, {"--certificate", "crt"}};
    for (String[] option : options) {
      String[] verify = {
        "keys",
        "verify-attestation",
        statement,
        "--allow-simulated",
        option[0],
        cli.path("9a." + option[1])
      };
      assertThat(cli.ok(verify)).contains("slot:          9a");
      verify[5] = cli.path("9c." + option[1]);
      assertNo(cli.run(verify), "the statement is for another key than that in " + verify[5]);
      Cli.Result json = cli.run(with(verify, "--json"));
      assertThat(json.code()).isEqualTo(1);
      assertThat(json.out()).contains("\"keyMatches\" : false");
    }
    assertUsage(
        cli.run(
            "keys",
            "verify-attestation",
            statement,
            "--public-key",
            cli.path("9a.pem"),
            "--request",
            cli.path("9a.csr")),
        "mutually exclusive");
  }

  private static String[] with(String[] tail, String last, String... head) {
    String[] all = new String[head.length + tail.length + 1];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(tail, 0, all, head.length, tail.length);
    all[all.length - 1] = last;
    return all;
  }

  @Test
  void requestThatIsNotSignedWithItsKeyIsWorthNothing() throws Exception {
    cli.plug(Profile.YUBIKEY_5_7, 11, "");
    key("9a");
    String request = cli.path("a.csr");
    String[] subject = {"--subject", "CN=a", "--pin-file", pinFile, "--out"};
    cli.ok(with(subject, request, "keys", "certificate", "request", "piv:slot=9a"));
    String text = Files.readString(Path.of(request));
    byte[] der = Base64.getMimeDecoder().decode(text.replaceAll("-----.*-----", ""));
    der[der.length - 1] ^= 1;
    String forged = cli.file("forged.csr", der);
    assertNo(
        cli.run("keys", "verify-attestation", statement("9a"), "--request", forged),
        "is not signed with the key that it asks for");
  }

  @Test
  void rootThatIsGivenIsNamedAsSuch() throws Exception {
    cli.plug(Profile.YUBIKEY_5_7, 11, "");
    key("9a");
    String root = cli.file("root.der", VirtualToken.attestationRoot());
    assertNo(
        cli.run("keys", "verify-attestation", statement("9a"), "--root", root), "is simulated");
  }

  @Test
  void statementWithoutTheTokensOwnCertificate() throws Exception {
    String first = Files.readString(REAL).split("(?<=-----END CERTIFICATE-----)")[0];
    assertNo(
        cli.run("keys", "verify-attestation", cli.file("one.pem", first)),
        "the issuer of CN=YubiKey PIV Attestation 9c was not given",
        "slot f9");
    Cli.Result json = cli.run("keys", "verify-attestation", cli.file("one.pem", first), "--json");
    assertThat(json.code()).isEqualTo(1);
    assertThat(json.out())
        .contains("\"refusal\" : \"unknown-issuer\"", "\"statement\" : null", "\"root\" : null");
  }

  @Test
  void brokenSignature() throws Exception {
    String[] blocks = Files.readString(REAL).split("-----END CERTIFICATE-----");
    byte[] der =
        Base64.getMimeDecoder().decode(blocks[0].replace("-----BEGIN CERTIFICATE-----", ""));
    der[der.length - 1] ^= 1;
    assertNo(
        cli.run("keys", "verify-attestation", cli.file("broken.der", der), REAL.toString()),
        "there are 2 statements");
    String device = cli.file("f9.pem", blocks[1] + "-----END CERTIFICATE-----\n");
    assertNo(
        cli.run("keys", "verify-attestation", cli.file("broken.der", der), device),
        "the signature of CN=YubiKey PIV Attestation 9c is not that of its issuer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | holds no certificate",
        "no certificate | holds no certificate",
        "-----BEGIN CERTIFICATE-----AAAA | holds no certificate",
        "-----BEGIN PUBLIC KEY-----AAAA-----END PUBLIC KEY----- | holds no certificate"
      })
  void fileThatHoldsNone(String content, String part) {
    assertUsage(cli.run("keys", "verify-attestation", cli.file("f", content)), part);
  }

  @Test
  void filesThatAreTooLargeOrNotThere() {
    assertUsage(
        cli.run("keys", "verify-attestation", cli.file("f", new byte[200_000])),
        "has more than 131072 bytes");
    assertThat(cli.run("keys", "verify-attestation", cli.path("none")).err())
        .contains("no such file");
    assertUsage(cli.run("keys", "verify-attestation"), "issing required parameter");
  }

  @Test
  void trailingBytesAndForeignCertificates() throws Exception {
    byte[] root = VirtualToken.attestationRoot();
    byte[] longer = Arrays.copyOf(root, root.length + 1);
    assertNo(
        cli.run("keys", "verify-attestation", cli.file("longer.der", longer)), "cannot be read");
    assertNo(
        cli.run("keys", "verify-attestation", cli.file("root.der", root)),
        "no certificate in which a token states something");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--root", "--public-key", "--request", "--certificate"})
  void otherFilesThatCannotBeRead(String option) {
    String file = cli.file("f", "nothing");
    assertUsage(cli.run("keys", "verify-attestation", REAL.toString(), option, file), "holds no");
  }

  @Test
  void attestPrintsPemOrJson() throws Exception {
    cli.plug(Profile.YUBIKEY_5_7, 11, "");
    key("9a");
    assertThat(cli.ok("keys", "attest", "piv:slot=9a")).startsWith("-----BEGIN CERTIFICATE-----");
    String json = cli.ok("keys", "attest", "piv:slot=9a", "--json");
    assertJson(json);
    assertThat(json)
        .contains("\"uri\" : \"piv:serial=11;slot=9a\"", "\"slot\" : \"9a\"")
        .contains("\"provesHardware\" : false", "BEGIN CERTIFICATE");
  }

  @Test
  void attestRefusals() {
    cli.plug(Profile.YUBIKEY_5_7, 11, "");
    assertThat(cli.run("keys", "attest", "piv:slot=9a").code()).isEqualTo(3);
    assertUsage(cli.run("keys", "attest", "piv:serial=11"), "names no slot");
  }

  @Test
  void plainCardDoesNotAttest() {
    cli.plug(Profile.NIST_PIV, 12, "");
    Cli.Result result = cli.run("keys", "attest", "piv:slot=9a");
    assertThat(result.code()).as(result.toString()).isEqualTo(1);
    assertThat(result.err()).startsWith("countersign: ");
  }

  @Test
  void importedKeyIsNotAttested() {
    cli.plug(Profile.YUBIKEY_5_7, 11, "");
    String pem =
        """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgevZzL1gdAFr88hb2
        OF/2NxApJCzGCEDdfSp6VQO30hyhRANCAAQRWz+jn65BtOMvdyHKcvjBeBSDZH2r
        1RTwjmYSi9R/zpBnuQ4EiMnCqfMPWiZqB4QdbAd0E7oH50VpuZ1P087G
        -----END PRIVATE KEY-----
        """;
    cli.ok("keys", "import", "piv:slot=9a", cli.file("key.pem", pem));
    assertNo(cli.run("keys", "attest", "piv:slot=9a"), "does not attest this key");
  }
}
