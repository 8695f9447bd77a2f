package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Ckk;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.pkcs11.NeedsSoftHsm;
import dev.countersign.host.pkcs11.SoftHsm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Secret keys on a PKCS#11 token, by commands; openssl and oathtool judge. */
@NeedsSoftHsm
class SoftHsmSecretsTest extends SoftHsmCase {
  private static final String SECRET =
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

  @ParameterizedTest
  @CsvSource({
    "hmac-sha1,-sha1",
    "hmac-sha256,-sha256",
    "hmac-sha384,-sha384",
    "hmac-sha512,-sha512"
  })
  void opensslMakesTheSameMac(String algorithm, String hash) {
    String file = cli.file("api.hex", SECRET + "\n");
    String key = token + ";object=api";
    Cli.Result imported = run("keys", "import-secret", key, file, "--kind", algorithm);
    assertThat(imported.code()).as(imported.toString()).isZero();
    assertThat(imported.err())
        .contains(
            ";type=secret-key holds the "
                + algorithm
                + " key now, and makes the MAC of the secret.")
        .contains(file + " still holds the secret");
    String expected =
        Openssl.run("dgst", hash, "-mac", "HMAC", "-macopt", "hexkey:" + SECRET, message)
            .replaceFirst(".*= ", "");
    String[] sign = {
      "sign", "--key", key, "--algorithm", algorithm, "--in", message, "--format", "hex"
    };
    assertThat(ok(sign)).isEqualTo(expected);
    assertThat(
            ok(
                "verify",
                "--key",
                key,
                "--algorithm",
                algorithm,
                "--signature",
                cli.file("mac", expected),
                "--in",
                message))
        .isEqualTo("The MAC is right.\n");
  }

  @Test
  void fileIsWipedOnlyWhenTheKeyIsThere() {
    String file = cli.file("api.hex", SECRET + "\n");
    String[] importing = {
      "keys", "import-secret", token + ";object=api", file, "--kind", "hmac-sha256", "--wipe"
    };
    cli.environment.put("HSM_PIN", "000000");
    assertFails(run(importing), 4, "wrong PIN");
    assertThat(Path.of(file)).hasContent(SECRET);
    cli.environment.put("HSM_PIN", SoftHsm.PIN);
    assertThat(run(importing).err()).contains(file + " was overwritten and deleted.");
    assertThat(Path.of(file)).doesNotExist();
    String other = cli.file("other.hex", SECRET + "\n");
    importing[3] = other;
    assertFails(run(importing), 1, "already", "delete that key first");
    assertThat(Path.of(other)).exists();
  }

  @ParameterizedTest
  @CsvSource({"base64", "base32", "hex", "raw"})
  void secretsAreWrittenInSeveralWays(String format) {
    byte[] secret = HexFormat.of().parseHex(SECRET);
    cli.input =
        switch (format) {
          case "raw" -> secret;
          case "hex" ->
              (SECRET.toUpperCase(Locale.ROOT) + "\r\n").getBytes(StandardCharsets.US_ASCII);
          case "base64" -> Base64.getMimeEncoder(16, new byte[] {'\n'}).encode(secret);
          default ->
              "AAAQEAYE AUDAOCAJ BIFQYDIO B4IBCEQT CQKRMFYY DENBWHA5 DYPQ====\n"
                  .getBytes(StandardCharsets.US_ASCII);
        };
    String key = token + ";object=gen";
    ok("keys", "import-secret", key, "-", "--kind", "generic", "--format", format);
    String expected =
        Openssl.run("dgst", "-sha256", "-mac", "HMAC", "-macopt", "hexkey:" + SECRET, message)
            .replaceFirst(".*= ", "");
    assertThat(
            ok(
                "sign",
                "--key",
                key,
                "--algorithm",
                "hmac-sha256",
                "--in",
                message,
                "--format",
                "hex"))
        .isEqualTo(expected);
  }

  @Test
  void aesKeyIsAuditedAndDeleted() {
    String key = token + ";object=backup";
    String file = cli.file("aes.hex", SECRET);
    Cli.Result imported = run("keys", "import-secret", key, file, "--kind", "aes");
    assertThat(imported.err()).contains("could not be checked, since it makes no MACs");
    Cli.Result audit = run("keys", "audit", token);
    assertThat(audit.out())
        .containsPattern(";object=backup;id=.*;type=secret-key +aes +imported +yes +no +cannot");
    assertThat(audit.err()).isEqualTo("0 of 1 key can leave.\n");
    assertFails(run("keys", "delete", key, "--destroy-key"), 3, "neither key nor certificate");
    assertFails(
        run("keys", "delete", key + ";type=secret-key"), 2, "this would destroy the secret key in");
    ok("keys", "delete", key + ";type=secret-key", "--destroy-key");
    assertFails(
        run("keys", "delete", key + ";type=secret-key", "--destroy-key"),
        3,
        "the token holds no such secret key");
  }

  @Test
  void auditTellsWhatCanLeave() {
    ok("keys", "generate", token + ";object=cdn", "--algorithm", "p256", "--out", cli.path("p"));
    SoftHsm.asUser(
        label,
        session -> {
          session.create(secret("open", false, true));
          session.create(secret("wrap", true, true));
        });
    Cli.Result audit =
        run("keys", "audit", token, "--json", "--fail-on", "readable,wrappable,unknown");
    assertThat(audit.code()).isEqualTo(1);
    assertThat(audit.out())
        .contains("\"verdict\" : \"never-left\"", "\"kind\" : \"p256\"")
        .contains("\"verdict\" : \"readable\"", "\"verdict\" : \"wrappable\"")
        .contains("\"canLeave\" : 2");
    assertThat(audit.err())
        .contains("2 of 3 keys can leave: 1 in the clear, 1 wrapped by another key.")
        .contains("2 of 3 keys are wrappable or readable or unknown: " + token);
  }

  private static List<Attribute> secret(String name, boolean sensitive, boolean extractable) {
    return List.of(
        Attribute.of(Cka.CLASS, Cko.SECRET_KEY),
        Attribute.of(Cka.KEY_TYPE, Ckk.GENERIC_SECRET),
        Attribute.of(Cka.TOKEN, true),
        Attribute.of(Cka.PRIVATE, true),
        Attribute.of(Cka.SENSITIVE, sensitive),
        Attribute.of(Cka.EXTRACTABLE, extractable),
        Attribute.of(Cka.LABEL, name),
        Attribute.of(Cka.VALUE, new byte[20]));
  }

  @Test
  void secretsThatAreRefused() throws Exception {
    String key = token + ";object=api";
    String hex = cli.file("api.hex", SECRET);
    assertFails(
        run("keys", "import-secret", key, cli.file("b", "not hex"), "--kind", "aes"),
        2,
        cli.path("b") + " holds no secret in hex",
        "Say how it is written with --format");
    assertFails(
        run("keys", "import-secret", key, cli.file("e", "\n"), "--kind", "aes"),
        2,
        "holds no secret");
    assertFails(
        run("keys", "import-secret", key, cli.file("short", "0011"), "--kind", "aes"),
        2,
        "an AES key has 16, 24 or 32 bytes, not 2");
    assertFails(
        run("keys", "import-secret", key, cli.path("none"), "--kind", "aes"), 1, "no such file");
    assertFails(run("keys", "import-secret", key, "--kind", "aes"), 2, "there is no terminal");
    assertFails(
        run("keys", "import-secret", key, "-", "--kind", "aes", "--wipe"),
        2,
        "there is no file to wipe");
    assertFails(run("keys", "import-secret", key, hex, "--kind", "des"), 2, "'des'", "hmac-sha256");
    assertFails(
        run("keys", "import-secret", "piv:slot=9a", hex, "--kind", "aes"),
        2,
        "piv:slot=9a is no place for a secret key");
    assertFails(run("keys", "import-secret", token, hex, "--kind", "aes"), 2, "names no object");
    assertFails(
        run("keys", "import-secret", key + ";type=private", hex, "--kind", "aes"),
        2,
        "names an object of the type private, and a secret key is wanted");
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of(hex));
    assertFails(
        run("keys", "import-secret", key, link.toString(), "--kind", "aes", "--wipe"),
        2,
        "cannot be wiped");
    Files.setPosixFilePermissions(Path.of(hex), PosixFilePermissions.fromString("rw-r--r--"));
    assertFails(
        run("keys", "import-secret", key, hex, "--kind", "aes"),
        2,
        "is open to other users",
        "Run chmod 600 on it");
    cli.input = new byte[9000];
    assertFails(
        run("keys", "import-secret", key, "-", "--kind", "aes"), 2, "has more than 8192 bytes");
    assertThat(run("keys", "audit", token).err()).isEqualTo("There is no key yet.\n");
  }

  private static String oathtool(String... arguments) {
    List<String> command = new ArrayList<>(List.of("oathtool", "--totp=SHA1", "--base32"));
    command.addAll(List.of("--now", "2027-03-01 12:00:00 UTC"));
    command.addAll(List.of(arguments));
    return Openssl.program(command);
  }

  @Test
  void codesAreThoseOfOathtool() {
    String seed = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    Cli.Result added =
        run("mfa", "add", "AWS:alice", "--token", token, "--from", cli.file("seed.txt", seed));
    assertThat(added.code()).as(added.toString()).isZero();
    assertThat(added.err())
        .contains("AWS:alice is on " + token + ";serial=")
        .contains("--token '" + token + ";serial=");
    assertThat(ok("mfa", "code", "AWS:alice", "--token", token)).isEqualTo(oathtool(seed));
    assertThat(ok("mfa", "code", token + ";object=AWS:alice")).isEqualTo(oathtool(seed));
    assertThat(ok("mfa", "code", "--token", token)).isEqualTo(oathtool(seed));
    assertThat(ok("mfa", "list", "--token", token))
        .contains("AWS:alice")
        .contains(oathtool(seed).strip());
    assertThat(ok("mfa", "code", "alice", "--token", token, "--json"))
        .contains("\"uri\" : \"" + token)
        .contains("\"code\" : \"" + oathtool(seed).strip() + "\"");
    assertFails(
        run("mfa", "add", "AWS:alice", "--token", token, "--from", cli.path("seed.txt")),
        1,
        "has an account AWS:alice already",
        "--force");
    ok("mfa", "rename", "AWS:alice", "AWS:bob", "--token", token);
    assertThat(ok("mfa", "code", "AWS:bob", "--token", token)).isEqualTo(oathtool(seed));
    ok("mfa", "remove", "AWS:bob", "--token", token, "--yes");
    assertFails(run("mfa", "code", "AWS:bob", "--token", token), 3, "no account fits 'AWS:bob'");
  }

  @Test
  void accountsThatAMacKeyCannotBe() {
    String seed = cli.file("seed.txt", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");
    assertFails(
        run("mfa", "add", "x:y", "--token", token, "--from", seed, "--digits", "8"),
        1,
        "a MAC key does not keep the number of digits");
    assertFails(
        run("mfa", "add", "x:y", "--token", token, "--from", seed, "--type", "hotp"),
        1,
        "a MAC key has no counter");
    assertFails(
        run("mfa", "add", "x:y", "--token", token, "--from", seed, "--require-touch"), 1, "touch");
    cli.environment.put("HSM_PIN", "000000");
    assertFails(run("mfa", "code", "x:y", "--token", token), 4, "wrong PIN");
  }
}
