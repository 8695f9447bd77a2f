package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.TokenException;
import dev.countersign.simulator.Profile;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that are named as objects of a token, without any module: names, PINs, lists and errors. */
class ObjectKeysTest {
  @TempDir Path directory;
  private Cli cli;
  private final FakeHsm prod = new FakeHsm("prod", "17");
  private final FakeHsm other = new FakeHsm("other", "18");

  @BeforeEach
  void prepare() {
    cli = new Cli(directory);
    cli.modules = places -> FakeHsm.source(prod, other);
    prod.key("cdn").key("api");
    other.key("backup");
  }

  private static void assertFails(Cli.Result result, int code, String... parts) {
    assertThat(result.code()).as(result.toString()).isEqualTo(code);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines()).as(result.err()).hasSize(1);
    for (String part : parts) {
      assertThat(result.err()).contains(part);
    }
  }

  @Test
  void allTokensAreListedTogetherAndNoPinIsAskedFor() {
    cli.plug(Profile.YUBIKEY_5_7, 11, "");
    cli.ok("keys", "generate", "piv:slot=9e", "--algorithm", "p256", "--pin-file", pin("123456"));
    prod.hides = true;
    Cli.Result result = cli.run("keys", "list", "--pin-file", pin("guess"));
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .contains("piv:serial=11;slot=9e")
        .contains("pkcs11:token=other;serial=18;object=backup;type=private  ed25519    once")
        .contains("generated")
        .doesNotContain("object=cdn");
    assertThat(result.err())
        .contains(
            "pkcs11:token=prod;serial=17 may hold more keys, which it shows after its PIN:"
                + " countersign keys list 'pkcs11:token=prod;serial=17'")
        .doesNotContain("piv:");
    assertThat(prod.logins + other.logins).isZero();
  }

  private String pin(String pin) {
    return cli.file("pin", pin + "\n");
  }

  @Test
  void namedTokenIsLoggedInToSoThatItShowsAll() {
    prod.hides = true;
    Cli.Result result =
        cli.run("keys", "list", "pkcs11:token=prod", "--json", "--pin-file", pin(FakeHsm.PIN));
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("\"uri\" : \"pkcs11:token=prod;serial=17;object=cdn;type=private\"")
        .contains("\"origin\" : \"generated\"", "\"pinPolicy\" : \"once\"", "object=api")
        .doesNotContain("backup");
    assertThat(cli.ok("keys", "list", "pkcs11:token=prod;object=api", "--pin-file", pin("271828")))
        .contains("object=api")
        .doesNotContain("object=cdn");
  }

  @Test
  void noLoginShowsWhatIsVisibleAndSaysThatThereMayBeMore() {
    prod.hides = true;
    Cli.Result result = cli.run("keys", "list", "pkcs11:token=prod", "--no-login");
    assertThat(result.code()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("may hold more keys", "There is no key yet");
    assertThat(prod.logins).isZero();
  }

  @Test
  void secretKeysForMacsAreListed() {
    prod.makesMacs = true;
    assertThat(cli.ok("keys", "list", "pkcs11:token=prod", "--pin-file", pin(FakeHsm.PIN)))
        .containsPattern("pkcs11:token=prod;serial=17;object=mac +hmac +- +never +- +-\n");
    assertThat(cli.ok("keys", "list", "pkcs11:object=mac;token=prod", "--json", "--no-login"))
        .contains("\"algorithm\" : \"hmac\"")
        .doesNotContain("object=cdn");
  }

  @Test
  void pinSourceOfTheUriGoesBeforeTheOptions() {
    prod.hides = true;
    String uri = "pkcs11:token=prod?pin-source=" + cli.file("right", FakeHsm.PIN + "\n");
    assertThat(cli.ok("keys", "list", uri, "--pin-file", pin("wrong"))).contains("object=cdn");
    assertFails(
        cli.run("keys", "list", "pkcs11:token=prod?pin-source=%7C", "--pin-file", pin("wrong")),
        2,
        "the pin-source of the URI cannot be used");
    assertThat(prod.triesLeft).isEqualTo(3);
  }

  @Test
  void wrongPinIsGivenOnceAndABlockedOneSaysWhoHelps() {
    assertFails(
        cli.run("keys", "list", "pkcs11:token=prod", "--pin-file", pin("wrong")),
        4,
        "wrong PIN, 2 tries left");
    assertThat(prod.triesLeft).isEqualTo(2);
    prod.triesLeft = 0;
    assertFails(
        cli.run("keys", "list", "pkcs11:token=prod", "--pin-file", pin(FakeHsm.PIN)),
        4,
        "the PIN is blocked",
        "The security officer sets a new PIN");
  }

  @Test
  void tokenThatCannotBeAskedDoesNotHideTheOthers() {
    prod.problem =
        new TokenException.Unavailable(
            prod.uri.toString(), "list", "the way to it failed", "run it again", null);
    Cli.Result result = cli.run("keys", "list");
    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("object=backup");
    assertThat(result.err())
        .contains("Not asked: pkcs11:token=prod;serial=17: the way to it failed. run it again.");
    other.problem = prod.problem;
    assertFails(cli.run("keys", "list"), 1, "the way to it failed", "Run it again.");
  }

  @Test
  void severalTokensOrKeysThatFitAreListed() {
    assertFails(
        cli.run("keys", "public", "pkcs11:object=cdn"),
        3,
        "pkcs11:object=cdn fits 2: pkcs11:token=prod;serial=17, pkcs11:token=other;serial=18",
        "Name one of them in full");
    prod.key("cdn");
    assertFails(
        cli.run("keys", "public", "pkcs11:token=prod;object=cdn"),
        3,
        "pkcs11:token=prod;object=cdn fits 2");
  }

  @Test
  void tokenOrKeyThatIsNotThere() {
    assertFails(
        cli.run("sign", "--key", "pkcs11:token=none;object=cdn", "--algorithm", "ed25519"),
        3,
        "no token fits pkcs11:token=none;object=cdn",
        "pkcs11:token=prod;serial=17");
    assertFails(
        cli.run("sign", "--key", "pkcs11:token=prod;object=none", "--algorithm", "ed25519"),
        3,
        "the token holds no such key");
  }

  @Test
  void tokenThatIsRemovedMeanwhile() {
    assertFails(
        cli.run("sign", "--key", "pkcs11:token=prod;object=cdn", "--algorithm", "ed25519"),
        6,
        "pkcs11:token=prod;serial=17;object=cdn;type=private: the token was removed"
            + " (CKR_DEVICE_REMOVED)",
        "Plug the token in and run it again");
  }

  @Test
  void typeOfThePublicHalfOrCertificateNamesTheKey() {
    assertThat(cli.ok("keys", "public", "pkcs11:token=prod;object=cdn;type=public"))
        .contains("BEGIN PUBLIC KEY");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keys generate URI --algorithm p256",
        "keys import URI none.pem",
        "keys delete URI --destroy-key",
        "keys certificate export URI",
        "keys certificate delete URI",
        "keys certificate import URI none.pem"
      })
  void placesAreNamedAsObjects(String command) {
    cli.input = new byte[0];
    assertFails(
        cli.run(command.replace("URI", "pkcs11:token=prod").split(" ")),
        2,
        "pkcs11:token=prod names no object",
        "Add one, like 'pkcs11:token=prod;object=cdn'");
    assertFails(
        cli.run(command.replace("URI", "pkcs11:token=prod;object=").split(" ")),
        2,
        "names no object");
    assertFails(
        cli.run(command.replace("URI", "pkcs11:object=cdn;type=data").split(" ")),
        2,
        "names an object of the type data, and a private key is wanted");
    assertFails(
        cli.run(command.replace("URI", "oath:account=cdn").split(" ")),
        2,
        "oath:account=cdn is not the name of a token for keys");
  }

  @Test
  void slotsAndStatementsAreForPivTokens() {
    assertFails(
        cli.run("keys", "move", "pkcs11:object=cdn", "pkcs11:object=old"),
        2,
        "pkcs11:object=cdn is on no PIV token, and slots are on those only");
    assertFails(
        cli.run("keys", "attest", "pkcs11:token=prod;object=cdn"),
        1,
        "attestation is for PIV tokens",
        "countersign keys audit 'pkcs11:token=prod'");
  }

  @Test
  void tokenWithoutACapabilitySaysSo() {
    assertFails(
        cli.run("keys", "generate", "pkcs11:token=prod;object=new", "--algorithm", "p256"),
        1,
        "pkcs11:token=prod;serial=17: this token cannot do that");
    assertFails(
        cli.run("keys", "decrypt", "pkcs11:token=prod;object=new", "--padding", "pkcs1"),
        1,
        "this token cannot do that");
  }

  /** Of CN=one of many. */
  private static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBQjCB9aADAgECAhQHIGCgZvvqNNcYU4xGJY5MkabREDAFBgMrZXAwFjEUMBIG
      A1UEAwwLb25lIG9mIG1hbnkwIBcNMjYxMTI2MDcyMjE5WhgPMjEyNjExMDIwNzIy
      MTlaMBYxFDASBgNVBAMMC29uZSBvZiBtYW55MCowBQYDK2VwAyEARRVkYDc0U9EN
      uToecJ7zl6s69MEUg6Sejflm8Wp98+qjUzBRMB0GA1UdDgQWBBSf3m0UsbMetDEX
      BW1xu/nxyk0EmjAfBgNVHSMEGDAWgBSf3m0UsbMetDEXBW1xu/nxyk0EmjAPBgNV
      HRMBAf8EBTADAQH/MAUGAytlcANBANZvZeQjWyAr4O0eJHl2SAJf58gk6WzmHqf9
      ySzrnreH/XDD61PrR7PhHihPU9YgkPFWnZVzqE7mXZ4WD6SdTQ4=
      -----END CERTIFICATE-----
      """;

  @Test
  void hundredThousandKeysAreListedAllWithTheirCertificates() throws Exception {
    prod.keys.clear();
    for (int i = 0; i < 100_000; i++) {
      prod.key("key-" + i);
    }
    prod.chain =
        List.of(
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                        new ByteArrayInputStream(CERTIFICATE.getBytes(StandardCharsets.US_ASCII))));
    Cli.Result result =
        cli.run("keys", "list", "pkcs11:token=prod", "--pin-file", pin(FakeHsm.PIN));
    assertThat(result.code()).isZero();
    List<String> lines = result.out().lines().toList();
    assertThat(lines).hasSize(100_001);
    assertThat(lines.get(0)).startsWith("KEY ").endsWith("CERTIFICATE");
    assertThat(lines.get(100_000))
        .contains("object=key-99999;type=private  ed25519")
        .endsWith("CN=one of many");
    assertThat(result.err()).isEmpty();
    assertThat(prod.certificatesRead).as("each is asked once").hasValue(100_000);
    String json =
        cli.ok("keys", "list", "pkcs11:token=prod", "--json", "--pin-file", pin(FakeHsm.PIN));
    assertThat(json).endsWith("]\n}\n").contains("object=key-99999;");
    assertThat(json.lines().filter(line -> line.contains("CN=one of many"))).hasSize(100_000);
  }

  @Test
  void listWhoseReaderWentAwayEnds() {
    Cli.Result result =
        cli.runWithoutReader("keys", "list", "pkcs11:token=prod", "--pin-file", pin(FakeHsm.PIN));
    assertThat(result.code()).isEqualTo(141);
    assertThat(result.err()).isEmpty();
  }

  // the second test case that is published with each HMAC
  @ParameterizedTest
  @CsvSource({
    "hmac-sha1,effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
    "hmac-sha256,5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    "hmac-sha384,af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
        + "8e2240ca5e69e2c78b3239ecfab21649",
    "hmac-sha512,164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
        + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
  })
  void macsAreThoseOfTheStandard(String algorithm, String expected) {
    prod.makesMacs = true;
    cli.input = "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII);
    String[] sign = {
      "sign", "--key", "pkcs11:token=prod;object=mac", "--algorithm", algorithm, "--format", "hex"
    };
    String mac = cli.ok(sign);
    assertThat(mac).isEqualTo(expected + "\n");
    String key = "pkcs11:token=prod;object=mac";
    for (String file :
        List.of(
            cli.file("hex", mac),
            cli.file("raw", HexFormat.of().parseHex(expected)),
            cli.file("base64", cli.ok("sign", "--key", key, "--algorithm", algorithm)))) {
      assertThat(cli.ok("verify", "--key", key, "--algorithm", algorithm, "--signature", file))
          .isEqualTo("The MAC is right.\n");
    }
    cli.input = "what do ya want for nothing!".getBytes(StandardCharsets.US_ASCII);
    assertFails(
        cli.run("verify", "--key", key, "--algorithm", algorithm, "--signature", cli.path("hex")),
        1,
        "is not that of this key over this input");
    assertFails(
        cli.run(
            "verify",
            "--key",
            key,
            "--algorithm",
            algorithm,
            "--signature",
            cli.file("short", mac.substring(0, 20))),
        1,
        "is not that of this key over this input");
  }

  @Test
  void macsThatCannotBeMade() {
    assertFails(
        cli.run("sign", "--key", "pkcs11:token=prod;object=mac", "--algorithm", "hmac-sha256"),
        1,
        "pkcs11:token=prod;serial=17: this token cannot do that");
    prod.makesMacs = true;
    String[] sign = {"sign", "--key", "pkcs11:token=prod;object=mac", "--algorithm", "hmac-sha256"};
    assertFails(cli.run(sign), 2, "there is nothing in the input");
    cli.input = new byte[65];
    assertFails(cli.run(sign), 2, "the input has 65 bytes", "takes 64");
    assertFails(
        cli.run(
            "sign",
            "--key",
            "pkcs11:token=prod;object=mac",
            "--algorithm",
            "hmac-sha256",
            "--format",
            "der"),
        2,
        "a MAC is bare bytes and has no der form");
    assertFails(
        cli.run("sign", "--key", "pkcs11:token=prod;object=none", "--algorithm", "hmac-sha1"),
        3,
        "the token holds no such key");
    assertFails(
        cli.run("sign", "--key", "pkcs11:token=prod;object=mac", "--algorithm", "hmac-md5"),
        2,
        "'hmac-md5' is none of",
        "hmac-sha256");
    assertFails(
        cli.run(
            "verify",
            "--public-key",
            "none.pem",
            "--algorithm",
            "hmac-sha256",
            "--signature",
            "none"),
        2,
        "a MAC is checked by the key that made it",
        "Name that key with --key");
  }
}
