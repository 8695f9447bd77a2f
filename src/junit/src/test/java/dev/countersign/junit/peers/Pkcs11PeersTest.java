package dev.countersign.junit.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.pkcs11.NeedsSoftHsm;
import dev.countersign.host.pkcs11.SoftHsm;
import dev.countersign.junit.TestIssuer;
import dev.countersign.junit.contract.Judge;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Other people's programs for PKCS#11 tokens see what ours made, and ours what they made. */
@NeedsSoftHsm
@Timeout(120)
class Pkcs11PeersTest {
  private static final String TOKEN = "peers; of ours";
  private static final SignatureAlgorithm ECDSA = SignatureAlgorithm.ecdsa(Digest.SHA256);

  @TempDir private Path home;

  private Tokens tokens;

  @BeforeAll
  static void token() {
    SoftHsm.create(TOKEN);
  }

  @BeforeEach
  void open() {
    tokens = SoftHsm.tokens();
  }

  @AfterEach
  void close() {
    tokens.close();
  }

  private static TokenUri object(String label) {
    return TokenUri.of("pkcs11").with("token", TOKEN).with("object", label);
  }

  private PublicKey generate(String label, KeyAlgorithm kind) {
    return tokens
        .find(object(label))
        .require(KeyManagement.class)
        .generate(object(label), kind, KeyPolicies.UNKNOWN);
  }

  private Program program(String name, String debianPackage) {
    Program program = Program.of(name, debianPackage, home);
    for (var variable : SoftHsm.environment().entrySet()) {
      program = program.with(variable.getKey(), variable.getValue());
    }
    return program;
  }

  private Program p11tool() {
    return program("p11tool", "gnutls-bin")
        .always("--provider", SoftHsm.library(), "--login", "--set-pin", SoftHsm.PIN);
  }

  private Program pkcs11Tool() {
    return program("pkcs11-tool", "opensc")
        .always("--module", SoftHsm.library(), "--token-label", TOKEN)
        .always("--login", "--pin", SoftHsm.PIN);
  }

  private static void assertSigns(SigningKey key, PublicKey by) {
    byte[] message = "a message".getBytes(UTF_8);
    assertThat(Judge.accepts(by, ECDSA, message, key.sign(ECDSA, message))).isTrue();
  }

  @Test
  void p11toolSignsWithAKeyThatOurUriNames() throws Exception {
    generate("for p11tool: ü/;%", KeyAlgorithm.P256);
    SigningKey key = tokens.signingKey(object("for p11tool: ü/;%"));
    assertThat(p11tool().succeeds("--test-sign", key.uri()).all())
        .contains("Signing using ECDSA-SHA256... ok", "Verifying against public key in the token");
  }

  @Test
  void urisOfP11toolNameTheSameKeys() throws Exception {
    PublicKey made = generate("named by p11tool: ü/;%", KeyAlgorithm.P256);
    List<TokenUri> theirs =
        p11tool()
            .succeeds("--list-all", object("named by p11tool: ü/;%"))
            .text()
            .lines()
            .map(String::strip)
            .filter(line -> line.startsWith("URL: ") && line.contains("type=private"))
            .map(line -> TokenUri.parse(line.substring(5)))
            .toList();
    assertThat(theirs).hasSize(1);
    assertThat(theirs.get(0).attribute("object")).hasValue("named by p11tool: ü/;%");
    SigningKey found = tokens.signingKey(theirs.get(0));
    assertThat(found.publicKey()).isEqualTo(made);
    assertThat(found.uri().attribute("id")).isEqualTo(theirs.get(0).attribute("id"));
  }

  @Test
  void keyWithoutCertificateOfP11toolSigns() throws Exception {
    p11tool()
        .succeeds(
            "--generate-privkey",
            "ECDSA",
            "--curve",
            "secp256r1",
            "--label",
            "by p11tool",
            "--outfile",
            home.resolve("theirs.pem"),
            TokenUri.of("pkcs11").with("token", TOKEN));
    PublicKey theirs = Pem.publicKey(Files.readAllBytes(home.resolve("theirs.pem")));
    SigningKey key = tokens.signingKey(object("by p11tool"));
    assertThat(key.publicKey()).isEqualTo(theirs);
    assertThat(key.certificateChain()).isEmpty();
    assertSigns(key, theirs);
  }

  @Test
  void pkcs11ToolSignsWithOurKeyWhatOpensslVerifies() throws Exception {
    PublicKey made = generate("signed by pkcs11-tool", KeyAlgorithm.P256);
    byte[] id = tokens.signingKey(object("signed by pkcs11-tool")).uri().bytes("id").orElseThrow();
    Path hash = Files.write(home.resolve("hash"), Digest.SHA256.hash("a message".getBytes(UTF_8)));
    Path signature = home.resolve("signature");
    pkcs11Tool()
        .succeeds(
            "--sign",
            "--mechanism",
            "ECDSA",
            "--signature-format",
            "openssl",
            "--id",
            HexFormat.of().formatHex(id),
            "--input-file",
            hash,
            "--output-file",
            signature);
    Path key = home.resolve("public.der");
    Files.write(key, made.getEncoded());
    assertThat(
            program("openssl", "openssl")
                .succeeds(
                    "pkeyutl",
                    "-verify",
                    "-pubin",
                    "-keyform",
                    "DER",
                    "-inkey",
                    key,
                    "-sigfile",
                    signature,
                    "-in",
                    hash)
                .all())
        .contains("Signature Verified Successfully");
  }

  @Test
  void keyWithoutCertificateOfPkcs11ToolIsListedAndSigns() throws Exception {
    pkcs11Tool()
        .succeeds(
            "--keypairgen", "--key-type", "EC:secp384r1", "--id", "beef", "--label", "by OpenSC");
    SigningKeys keys = tokens.find(object("by OpenSC")).require(SigningKeys.class);
    SigningKey listed =
        keys.list().stream()
            .filter(key -> key.uri().attribute("object").filter("by OpenSC"::equals).isPresent())
            .findFirst()
            .orElseThrow();
    assertThat(listed.uri().bytes("id")).hasValue(new byte[] {(byte) 0xBE, (byte) 0xEF});
    assertThat(listed.algorithm()).isEqualTo(KeyAlgorithm.P384);
    assertSigns(listed, keys.find(listed.uri()).publicKey());
  }

  @Test
  void pkcs11ToolListsAndDeletesWhatOursMade() throws Exception {
    PublicKey key = generate("for OpenSC", KeyAlgorithm.P256);
    KeyManagement management = tokens.find(object("x")).require(KeyManagement.class);
    management.putCertificate(object("for OpenSC"), new TestIssuer().certify(key, "ours"));
    assertThat(pkcs11Tool().succeeds("--list-objects").text())
        .contains("Private Key Object; EC", "Certificate Object; type = X.509 cert", "CN=ours")
        .containsPattern("label: +for OpenSC");
    pkcs11Tool().succeeds("--delete-object", "--type", "cert", "--label", "for OpenSC");
    assertThat(tokens.signingKey(object("for OpenSC")).certificateChain()).isEmpty();
  }

  @Test
  void opensslSignsWithAKeyThatOurUriNames() throws Exception {
    PublicKey made = generate("for openssl", KeyAlgorithm.P256);
    String engine = Program.library("engines-3/pkcs11.so", "libengine-pkcs11-openssl").toString();
    Path configuration =
        Files.writeString(
            home.resolve("openssl.cnf"),
            """
            openssl_conf = all
            [all]
            engines = engines
            [engines]
            pkcs11 = pkcs11
            [pkcs11]
            dynamic_path = %s
            MODULE_PATH = %s
            init = 0
            """
                .formatted(engine, SoftHsm.library()));
    Path pin = Files.writeString(home.resolve("pin"), SoftHsm.PIN);
    Path message = Files.writeString(home.resolve("message"), "a message");
    Path signature = home.resolve("signature");
    program("openssl", "openssl")
        .with("OPENSSL_CONF", configuration.toString())
        .succeeds(
            "dgst",
            "-sha256",
            "-engine",
            "pkcs11",
            "-keyform",
            "engine",
            "-sign",
            tokens.signingKey(object("for openssl")).uri() + "?pin-source=file:" + pin,
            "-out",
            signature,
            message);
    assertThat(
            Judge.accepts(made, ECDSA, "a message".getBytes(UTF_8), Files.readAllBytes(signature)))
        .isTrue();
  }
}
