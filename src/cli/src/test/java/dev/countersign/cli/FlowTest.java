package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What people do, one command after the other. */
class FlowTest {
  private static final String URL = "https://cdn.example.com/a.jpg";

  @TempDir Path directory;
  private Cli cli;
  private String pinFile;

  @BeforeEach
  void prepare() {
    cli = new Cli(directory);
    pinFile = cli.file("pin.txt", Cli.FACTORY_PIN + "\n");
    cli.environment.put("PIN", Cli.FACTORY_PIN);
  }

  @Test
  void setupPrintsTheRandomPukAndNothingElseOnStandardOutput() {
    cli.plug(Profile.YUBIKEY_5_7, 11, "");
    String newPin = cli.file("new.txt", "864209\n");
    String out = cli.ok("piv", "setup", "--new-pin-file", newPin);
    assertThat(out).matches("New PUK: [0-9]{8}\n");
    cli.file("puk.txt", out.substring(9));
    cli.ok(
        "piv",
        "unblock",
        "--puk-file",
        cli.path("puk.txt"),
        "--new-pin-file",
        cli.file("newer.txt", "975310\n"));
    assertThat(cli.ok("piv", "info"))
        .contains("PIN:             3 of 3 tries left, set by its owner")
        .contains("opened by the PIN");
  }

  @Test
  void setupAsksThePersonForThePin() {
    cli.plug(Profile.YUBIKEY_5_7, 11, "");
    cli.types("864209");
    cli.ok("piv", "setup", "--new-puk-file", cli.file("puk.txt", "12344321\n"));
    assertThat(cli.asked).hasSize(1);
    assertThat(cli.asked.get(0).purpose()).isEqualTo("set up the token");
  }

  @ParameterizedTest
  @CsvSource({
    "rsa2048, sha256-rsa",
    "rsa2048, sha1-rsa",
    "rsa2048, sha512-rsa-pss",
    "rsa2048, sha256-rsa-digest",
    "rsa2048, sha256-rsa-pss-digest",
    "p256, sha256-ecdsa",
    "p384, sha384-ecdsa-digest",
    "ed25519, ed25519"
  })
  void signsAndVerifies(String kind, String algorithm) {
    cli.plug(Profile.YUBIKEY_5_7, 11, "");
    cli.ok("keys", "generate", "piv:slot=9a", "--algorithm", kind, "--out", cli.path("k.pem"));
    int length = algorithm.contains("384-") ? 48 : 32;
    String message = cli.file("message", new byte[length]);
    String other = cli.file("other", ("x".repeat(length)));
    for (String format : new String[] {"der", "raw", "base64", "hex"}) {
      String signature = cli.path("sig." + format);
      cli.ok(
          "sign",
          "--key",
          "piv:slot=9a",
          "--algorithm",
          algorithm,
          "--format",
          format,
          "--in",
          message,
          "--out",
          signature,
          "--pin-file",
          pinFile);
      String[] verify = {
        "verify",
        "--public-key",
        cli.path("k.pem"),
        "--algorithm",
        algorithm,
        "--signature",
        signature,
        "--in",
        message
      };
      assertThat(cli.ok(verify)).isEqualTo("The signature is right.\n");
      verify[verify.length - 1] = other;
      assertThat(cli.run(verify).code()).isEqualTo(1);
    }
    assertThat(
            cli.ok(
                "verify",
                "--key",
                "piv:slot=9a",
                "--algorithm",
                algorithm,
                "--signature",
                cli.path("sig.hex"),
                "--in",
                message))
        .isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void signsUrlsOnEveryProfile(Profile profile) throws Exception {
    cli.plug(profile, 11, "");
    String management = cli.file("mgm", "010203040506070801020304050607080102030405060708\n");
    cli.ok(
        "keys",
        "generate",
        "piv:slot=9c",
        "--algorithm",
        "rsa2048",
        "--out",
        cli.path("k.pem"),
        "--management-key-file",
        management,
        "--pin-file",
        pinFile);
    if (profile == Profile.NIST_PIV) {
      cli.ok(
          "keys",
          "certificate",
          "self-sign",
          "piv:slot=9c",
          "--subject",
          "CN=cdn",
          "--public-key",
          cli.path("k.pem"),
          "--management-key-file",
          management,
          "--pin-file",
          pinFile);
    }
    String signed =
        cli.ok(
                "cloudfront",
                "sign-url",
                URL,
                "--key",
                "piv:slot=9c",
                "--key-pair-id",
                "K1",
                "--expires",
                "2h",
                "--pin-env",
                "PIN")
            .strip();
    assertThat(cli.ok("cloudfront", "verify", signed, "--public-key", cli.path("k.pem"), "--json"))
        .contains("\"allowed\" : true");
    assertThat(
            cli.run(
                    "cloudfront",
                    "verify",
                    signed,
                    "--public-key",
                    cli.path("k.pem"),
                    "--at",
                    "now+3h")
                .err())
        .contains("expired at 2027-03-01T14:00:00Z");
  }

  private void key() {
    cli.plug(Profile.YUBIKEY_5_7, 11, "");
    cli.ok("keys", "generate", "piv:slot=9c", "--algorithm", "rsa2048", "--out", cli.path("k.pem"));
  }

  private Cli.Result list(String... more) {
    String[] arguments = {
      "cloudfront",
      "sign-url",
      "--from-file",
      "-",
      "--key",
      "piv:slot=9c",
      "--key-pair-id",
      "K1",
      "--expires",
      "2h"
    };
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return cli.run(all);
  }

  @Test
  void listIsSignedWithOnePin() {
    key();
    cli.types(Cli.FACTORY_PIN);
    cli.input = (URL + "?n=1\n" + URL + "?n=2\r\n" + URL + "?n=3").getBytes();
    Cli.Result result = list();
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out().lines()).hasSize(3).allMatch(line -> line.contains("Signature="));
    assertThat(cli.asked).hasSize(1);
  }

  @Test
  void listStopsAtTheLineThatCannotBeSigned() {
    key();
    cli.types(Cli.FACTORY_PIN);
    cli.input = (URL + "\nnot a url\n" + URL + "\n").getBytes();
    Cli.Result result = list();
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out().lines()).hasSize(1);
    assertThat(result.err()).contains("line 2 of -:");
  }

  @Test
  void listGoesOnWhenAsked() {
    key();
    cli.types(Cli.FACTORY_PIN);
    cli.input = (URL + "\nnot a url\n\n" + URL + "\n").getBytes();
    Cli.Result result = list("--keep-going");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out().split("\n", -1)).hasSize(5);
    assertThat(result.out().split("\n", -1)[1]).isEmpty();
    assertThat(result.out().split("\n", -1)[3]).contains("Signature=");
    assertThat(result.err()).contains("line 2 of -:", "1 of 3 URLs could not be signed");
  }

  @ParameterizedTest
  @CsvSource({"header, Set-Cookie: CloudFront-Policy=", "cookie, Cookie: ", "netscape, # Netscape"})
  void cookies(String format, String start) {
    key();
    assertThat(
            cli.ok(
                "cloudfront",
                "sign-cookies",
                "https://cdn.example.com/films/*",
                "--key",
                "piv:slot=9c",
                "--key-pair-id",
                "K1",
                "--expires",
                "8h",
                "--format",
                format,
                "--pin-file",
                pinFile))
        .startsWith(start);
  }

  @Test
  void generatedKeyIsNotReplacedUnlessAsked() throws Exception {
    key();
    String before = Files.readString(directory.resolve("k.pem"));
    Cli.Result result = cli.run("keys", "generate", "piv:slot=9c", "--algorithm", "p256");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("holds a key, which would be lost", "--overwrite");
    assertThat(cli.ok("keys", "public", "piv:slot=9c")).isEqualTo(before);
    assertThat(cli.ok("keys", "generate", "piv:slot=9c", "--algorithm", "p256", "--overwrite"))
        .contains("BEGIN PUBLIC KEY");
  }

  @Test
  void certificatesGoInAndOut() throws Exception {
    key();
    cli.ok(
        "keys",
        "certificate",
        "self-sign",
        "piv:slot=9c",
        "--subject",
        "CN=alice,O=Example",
        "--pin-file",
        pinFile);
    cli.ok("keys", "certificate", "export", "piv:slot=9c", "--out", cli.path("c.pem"));
    cli.ok("keys", "certificate", "import", "piv:slot=9c", cli.path("c.pem"));
    assertThat(cli.ok("keys", "list")).contains("alice");
    assertThat(
            cli.ok(
                "keys",
                "certificate",
                "request",
                "piv:slot=9c",
                "--subject",
                "CN=alice",
                "--dns",
                "a.example.com",
                "--pin-file",
                pinFile))
        .startsWith("-----BEGIN CERTIFICATE REQUEST-----");
  }

  @ParameterizedTest
  @CsvSource({"pem, -----BEGIN PUBLIC KEY-----", "ssh, ssh-rsa AAAA", "jwk, '{\"kty\":\"RSA\"'"})
  void publicKeyFormats(String format, String start) {
    key();
    assertThat(cli.ok("keys", "public", "piv:slot=9c", "--format", format)).startsWith(start);
  }

  @Test
  void demoEndsWell() {
    String out = cli.ok("demo");
    assertThat(out).contains("It is software: it protects nothing", "CloudFront would answer");
    assertThat(out).contains("piv setup --new-pin-file pin.txt", "CloudFront would refuse");
    assertThat(out)
        .containsSubsequence(
            "mfa add AWS:alice --from seed.txt",
            "mfa pair AWS:alice",
            "both fit: enrolled",
            "mfa code AWS:alice",
            "right: signed in",
            "the same code again: refused",
            "fido pin set",
            "fido register --options create.json",
            "registered as arn:aws:iam::123456789012:u2f/user/alice/blue-",
            "fido assert --options get.json",
            "alice is signed in",
            "the same response again: refused",
            "must not use credentials of another relying party");
  }

  @Test
  void demoOfSecurityKeysEndsWell() {
    assertThat(cli.ok("fido", "demo"))
        .contains("It is software: it protects nothing", "CTAP 2.1", "alice is signed in");
  }

  @Test
  void demoDoesWithoutOpenssl() {
    cli.environment.put("PATH", directory.toString());
    assertThat(cli.ok("demo")).contains("openssl is not on the PATH");
  }

  @Test
  void simulatedTokensStayUntilRemoved() {
    cli.ok("simulator", "create", "a", "--profile", "nist-piv", "--serial", "5");
    assertThat(cli.ok("simulator", "list")).contains("a     nist-piv  5");
    assertThat(cli.ok("simulator", "show", "a")).contains("It is simulated and protects nothing.");
    assertThat(cli.run("simulator", "create", "a").code()).isEqualTo(1);
    cli.ok("simulator", "remove", "a");
    assertThat(cli.run("simulator", "show", "a").code()).isEqualTo(3);
    assertThat(cli.run("tokens", "--simulator", "a").code()).isEqualTo(3);
    assertThat(cli.run("simulator", "create", "../a").code()).isEqualTo(2);
  }

  @Test
  void doctorTellsOfFactoryValuesAndEndsWithZero() {
    cli.plug(Profile.YUBIKEY_5_7, 11, "");
    assertThat(cli.ok("doctor")).contains("still the factory's", "run countersign piv setup");
    assertThat(cli.ok("doctor", "--json")).contains("\"healthy\" : true");
  }
}
