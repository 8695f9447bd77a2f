package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.pkcs11.NeedsSoftHsm;
import dev.countersign.host.pkcs11.SoftHsm;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The life of keys on a PKCS#11 token, by commands; openssl and pkcs11-tool judge. */
@NeedsSoftHsm
class SoftHsmKeysTest extends SoftHsmCase {

  private String tool(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--token-label", label, "--login", "--pin"));
    all.add(SoftHsm.PIN);
    all.addAll(List.of(arguments));
    return SoftHsm.pkcs11Tool(all.toArray(String[]::new));
  }

  private String key(String name, String algorithm) {
    String uri = token + ";object=" + name;
    ok("keys", "generate", uri, "--algorithm", algorithm, "--out", cli.path(name + ".pem"));
    return uri;
  }

  /** The signature in the file s, of the message, by a key whose public half is in a file. */
  private void assertOpensslVerifies(String name) {
    assertThat(
            Openssl.run(
                "dgst",
                "-sha256",
                "-verify",
                cli.path(name + ".pem"),
                "-signature",
                cli.path("s"),
                message))
        .isEqualTo("Verified OK\n");
  }

  @Test
  void lifeOfAKey() throws Exception {
    String cdn = key("cdn", "rsa2048");
    assertThat(tool("--list-objects")).contains("Private Key Object; RSA", "label:      cdn");

    ok("keys", "certificate", "request", cdn, "--subject", "CN=cdn", "--out", cli.path("cdn.csr"));
    Openssl.run("req", "-in", cli.path("cdn.csr"), "-noout", "-verify");
    Openssl.run(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=CA",
        "-days",
        "3",
        "-keyout",
        cli.path("ca.key"),
        "-out",
        cli.path("ca.pem"));
    Openssl.run(
        "x509",
        "-req",
        "-in",
        cli.path("cdn.csr"),
        "-CA",
        cli.path("ca.pem"),
        "-CAkey",
        cli.path("ca.key"),
        "-CAcreateserial",
        "-days",
        "2",
        "-out",
        cli.path("cdn.crt"));
    ok("keys", "certificate", "import", cdn, cli.path("cdn.crt"));
    assertThat(ok("keys", "list", token)).contains("rsa2048    once  -      generated  CN=cdn");
    assertThat(ok("keys", "certificate", "export", cdn + ";type=cert"))
        .isEqualTo(Files.readString(directory.resolve("cdn.crt")));

    ok("sign", "--key", cdn, "--algorithm", "sha256-rsa", "--in", message, "--out", cli.path("s"));
    assertOpensslVerifies("cdn");
    assertThat(
            cli.ok(
                "verify",
                "--key",
                cdn,
                "--algorithm",
                "sha256-rsa",
                "--signature",
                cli.path("s"),
                "--in",
                message))
        .isEqualTo("The signature is right.\n");

    Openssl.run(
        "pkeyutl",
        "-encrypt",
        "-pubin",
        "-inkey",
        cli.path("cdn.pem"),
        "-pkeyopt",
        "rsa_padding_mode:oaep",
        "-in",
        message,
        "-out",
        cli.path("block"));
    assertThat(ok("keys", "decrypt", cdn, "--padding", "oaep-sha1", "--in", cli.path("block")))
        .isEqualTo("a message\n");

    assertFails(
        run("keys", "delete", cdn),
        2,
        "this would destroy the key of the kind rsa2048 and the certificate for CN=cdn",
        "--destroy-key");
    ok("keys", "delete", cdn, "--destroy-key");
    assertThat(tool("--list-objects")).doesNotContain("Key Object", "Certificate Object");
    assertFails(
        run("keys", "delete", cdn, "--destroy-key"),
        3,
        "the token holds neither key nor certificate of that name");
  }

  @ParameterizedTest
  @CsvSource({
    "rsa2048,sha1-rsa,-sha1,",
    "rsa2048,sha512-rsa,-sha512,",
    "rsa3072,sha256-rsa-pss,-sha256,rsa_padding_mode:pss",
    "rsa2048,sha384-rsa-pss,-sha384,rsa_padding_mode:pss",
    "p256,sha256-ecdsa,-sha256,",
    "p256,sha1-ecdsa,-sha1,",
    "p384,sha384-ecdsa,-sha384,",
  })
  void opensslVerifies(String kind, String algorithm, String hash, String padding) {
    String key = key("k", kind);
    ok("sign", "--key", key, "--algorithm", algorithm, "--in", message, "--out", cli.path("s"));
    List<String> verify =
        new ArrayList<>(
            List.of("dgst", hash, "-verify", cli.path("k.pem"), "-signature", cli.path("s")));
    if (padding != null) {
      verify.addAll(List.of("-sigopt", padding, "-sigopt", "rsa_pss_saltlen:digest"));
    }
    verify.add(message);
    assertThat(Openssl.run(verify.toArray(String[]::new))).isEqualTo("Verified OK\n");
  }

  @Test
  void opensslVerifiesEd25519() {
    String key = key("ed", "ed25519");
    ok("sign", "--key", key, "--algorithm", "ed25519", "--in", message, "--out", cli.path("s"));
    assertThat(
            Openssl.run(
                "pkeyutl",
                "-verify",
                "-pubin",
                "-inkey",
                cli.path("ed.pem"),
                "-rawin",
                "-in",
                message,
                "-sigfile",
                cli.path("s")))
        .contains("Signature Verified Successfully");
  }

  @Test
  void secretIsAgreedOnAsOpensslDoes() {
    String key = key("ecdh", "p256");
    Openssl.run(
        "genpkey",
        "-algorithm",
        "EC",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-out",
        cli.path("bob.key"));
    Openssl.run("pkey", "-in", cli.path("bob.key"), "-pubout", "-out", cli.path("bob.pem"));
    ok(
        "keys",
        "derive",
        key,
        "--peer",
        cli.path("bob.pem"),
        "--format",
        "raw",
        "--out",
        cli.path("ours"));
    Openssl.run(
        "pkeyutl",
        "-derive",
        "-inkey",
        cli.path("bob.key"),
        "-peerkey",
        cli.path("ecdh.pem"),
        "-out",
        cli.path("theirs"));
    assertThat(directory.resolve("ours")).hasSameBinaryContentAs(directory.resolve("theirs"));
  }

  @Test
  void whatAnotherProgramMadeIsListedAndSignsWithoutCertificate() {
    tool("--keypairgen", "--key-type", "EC:prime256v1", "--id", "a1b2", "--label", "theirs");
    assertThat(ok("keys", "list", token))
        .contains(";object=theirs;id=%A1%B2;type=private  p256       once  -      generated  -");
    String key = token + ";id=%a1%b2";
    cli.ok("keys", "public", key, "--out", cli.path("theirs.pem"));
    ok(
        "sign",
        "--key",
        key,
        "--algorithm",
        "sha256-ecdsa",
        "--in",
        message,
        "--out",
        cli.path("s"));
    assertOpensslVerifies("theirs");
  }

  @Test
  void keyFromAFileSignsAndIsToldFromOneThatWasMadeThere() {
    Openssl.run("genrsa", "-out", cli.path("file.key"), "2048");
    Openssl.run("rsa", "-in", cli.path("file.key"), "-pubout", "-out", cli.path("file.pem"));
    String key = token + ";object=imported";
    ok("keys", "import", key, cli.path("file.key"));
    assertThat(ok("keys", "list", token)).contains("imported");
    ok("sign", "--key", key, "--algorithm", "sha256-rsa", "--in", message, "--out", cli.path("s"));
    assertOpensslVerifies("file");
  }

  @Test
  void takenPlaceIsReplacedOnlyWhereThatIsSaid() {
    String key = key("cdn", "p256");
    ok("keys", "certificate", "self-sign", key, "--subject", "CN=first");
    assertFails(
        run("keys", "generate", key, "--algorithm", "p256"),
        1,
        key + " holds a key, which would be lost",
        "Choose another object, or replace the key with --overwrite");
    Cli.Result replaced = run("keys", "generate", key, "--algorithm", "p384", "--overwrite");
    assertThat(replaced.err())
        .contains("The former key was destroyed, with its certificate.")
        .contains(";object=cdn;id=", ";type=private now holds a key of the kind p384");
    assertThat(ok("keys", "list", token)).contains("p384").doesNotContain("p256", "CN=first");
  }

  @Test
  void certificateIsRemovedAndTheKeyStays() {
    String key = key("cdn", "p256");
    ok("keys", "certificate", "self-sign", key, "--subject", "CN=gone");
    ok("keys", "certificate", "delete", key);
    assertThat(ok("keys", "list", token)).contains("object=cdn").doesNotContain("CN=gone");
    assertFails(run("keys", "certificate", "delete", key), 3, "there is no certificate at");
    assertFails(run("keys", "certificate", "export", key), 3, "there is no certificate at");
  }

  @Test
  void certificateOfAnotherKeyIsRefused() {
    String key = key("cdn", "p256");
    Openssl.run(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=other",
        "-days",
        "3",
        "-keyout",
        cli.path("o.key"),
        "-out",
        cli.path("o.pem"));
    assertFails(
        run("keys", "certificate", "import", key, cli.path("o.pem")),
        1,
        "is not for the key " + token);
  }

  @Test
  void cloudFrontUrlIsSigned() {
    String key = key("cdn", "rsa2048");
    String url =
        ok(
                "cloudfront",
                "sign-url",
                "https://cdn.example.com/1.mp4",
                "--key",
                key,
                "--key-pair-id",
                "K2JCJMDEHXQW5F",
                "--expires",
                "2h")
            .strip();
    assertThat(cli.ok("cloudfront", "verify", url, "--public-key", cli.path("cdn.pem")))
        .contains("https://cdn.example.com/1.mp4");
    assertThat(
            ok(
                "cloudfront",
                "sign-cookies",
                "https://cdn.example.com/*",
                "--key",
                key,
                "--key-pair-id",
                "K2JCJMDEHXQW5F",
                "--expires",
                "2h"))
        .contains("CloudFront-Signature");
  }

  @Test
  void wrongPinIsGivenOnceAndNoPinAtAllIsSaid() {
    String key = key("cdn", "p256");
    cli.environment.put("HSM_PIN", "000000");
    String[] sign = {"sign", "--key", key, "--algorithm", "sha256-ecdsa", "--in", message};
    assertFails(run(sign), 4, "wrong PIN", "Check it and try again");
    assertThat(cli.run(sign).code()).isEqualTo(4);
    cli.environment.put("HSM_PIN", SoftHsm.PIN);
    assertThat(ok(sign)).isNotEmpty();
  }

  @Test
  void pinSourceIsAFileOrAProgram() {
    String key = key("cdn", "p256");
    String file = cli.file("hsm-pin", SoftHsm.PIN + "\n");
    String[] sign = {"--algorithm", "sha256-ecdsa", "--in", message};
    for (String source : List.of(file, "file:" + file, "%7C/bin/cat%20" + file)) {
      List<String> command =
          new ArrayList<>(List.of("sign", "--key", key + "?pin-source=" + source));
      command.addAll(List.of(sign));
      assertThat(cli.ok(command.toArray(String[]::new))).isNotEmpty();
    }
    cli.ok("keys", "generate", token + ";object=two?pin-source=" + file, "--algorithm", "p256");
  }

  @Test
  void keySaysWhatItMayNotBeUsedFor() {
    String enc = key("enc", "rsa2048");
    set("enc", Cko.PRIVATE_KEY, Cka.SIGN);
    String[] sign = {"sign", "--key", enc, "--algorithm", "sha256-rsa", "--in", message};
    assertFails(run(sign), 1, "the key may not be used for that (CKR_KEY_FUNCTION_NOT_PERMITTED)");
    set("enc", Cko.PUBLIC_KEY, Cka.VERIFY); // so that it is seen before
    assertFails(
        run(sign), 1, enc + ": the key may not be used to sign", "Use a key that is meant for it");
    String sig = key("sig", "rsa2048");
    set("sig", Cko.PRIVATE_KEY, Cka.DECRYPT);
    set("sig", Cko.PUBLIC_KEY, Cka.ENCRYPT);
    assertFails(
        run("keys", "decrypt", sig, "--padding", "pkcs1", "--in", message),
        1,
        sig + ": the key may not be used to decrypt");
  }

  private void set(String name, long objectClass, long use) {
    SoftHsm.asUser(
        label,
        session -> {
          List<Attribute> search =
              List.of(Attribute.of(Cka.CLASS, objectClass), Attribute.of(Cka.LABEL, name));
          session.set(session.find(search, 1)[0], List.of(Attribute.of(use, false)));
        });
  }

  @Test
  void algorithmThatTheKeyDoesNotHave() {
    String key = key("cdn", "p256");
    assertFails(
        run("sign", "--key", key, "--algorithm", "sha256-rsa", "--in", message),
        2,
        "is a key of the kind p256, which does not make sha256-rsa signatures");
    assertFails(run("keys", "generate", token + ";object=x", "--algorithm", "x25519"), 1, "x25519");
    assertFails(
        run(
            "keys",
            "generate",
            token + ";object=x",
            "--algorithm",
            "p256",
            "--touch-policy",
            "always"),
        1,
        "touch");
  }

  @Test
  void tokensListsItWithItsSlot() {
    assertThat(cli.ok("tokens"))
        .contains("pkcs11:token=" + label + ";serial=", "SoftHSM project SoftHSM v2")
        .containsPattern("SoftHSM v2 +SoftHSM slot ID 0x");
    assertThat(cli.ok("tokens", "--json"))
        .contains("\"kind\" : \"pkcs11\"", "\"reader\" : \"SoftHSM slot ID 0x");
  }
}
