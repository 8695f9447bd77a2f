package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of commands and options are a contract. */
class CommandContractTest {
  @TempDir Path directory;

  static List<String> commands() {
    return List.of(
        "demo",
        "doctor",
        "tokens",
        "simulator create",
        "simulator list",
        "simulator show",
        "simulator remove",
        "simulator profiles",
        "simulator serve",
        "simulator pull",
        "simulator insert",
        "simulator touch",
        "piv setup",
        "piv info",
        "piv change-pin",
        "piv change-puk",
        "piv unblock",
        "piv change-management-key",
        "piv retries",
        "piv reset",
        "pkcs11 modules",
        "pkcs11 info",
        "pkcs11 init",
        "keys list",
        "keys generate",
        "keys public",
        "keys import",
        "keys import-secret",
        "keys move",
        "keys delete",
        "keys decrypt",
        "keys derive",
        "keys attest",
        "keys verify-attestation",
        "keys audit",
        "keys certificate self-sign",
        "keys certificate import",
        "keys certificate export",
        "keys certificate delete",
        "keys certificate request",
        "mfa code",
        "mfa list",
        "mfa watch",
        "mfa add",
        "mfa pair",
        "mfa rename",
        "mfa remove",
        "mfa password set",
        "mfa password clear",
        "mfa info",
        "mfa reset",
        "mfa qr",
        "otp status",
        "otp challenge",
        "otp program chalresp",
        "otp program yubiotp",
        "otp program hotp",
        "otp program static",
        "otp swap",
        "otp delete",
        "fido list",
        "fido info",
        "fido pin set",
        "fido pin change",
        "fido credentials list",
        "fido credentials rename",
        "fido credentials delete",
        "fido register",
        "fido assert",
        "fido secret",
        "fido config always-uv",
        "fido config min-pin-length",
        "fido reset",
        "fido demo",
        "sign",
        "verify",
        "cloudfront sign-url",
        "cloudfront sign-cookies",
        "cloudfront verify",
        "completion",
        "manual");
  }

  private Cli.Result help(String command) {
    List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
    arguments.add("--help");
    return new Cli(directory).run(arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpWithAnExample(String command) {
    Cli.Result help = help(command);
    assertThat(help.code()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out())
        .startsWith("Usage: countersign " + command)
        .contains("countersign", "--simulator=NAME", "--pin-file=FILE", "--pin-env=VAR");
    assertThat(help.out()).containsAnyOf("Example:", "Examples:", "To install it:");
    assertThat(help.out()).doesNotContain("${").doesNotContain("%n");
    assertThat(help.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(125));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tokens",
        "doctor",
        "simulator list",
        "simulator show",
        "simulator profiles",
        "keys list",
        "piv info",
        "pkcs11 modules",
        "pkcs11 info",
        "mfa code",
        "mfa list",
        "mfa info",
        "mfa pair",
        "otp status",
        "fido list",
        "fido info",
        "fido credentials list",
        "keys attest",
        "keys verify-attestation",
        "keys audit",
        "cloudfront verify"
      })
  void whatListsHasJson(String command) {
    assertThat(help(command).out()).contains("--json");
  }

  @Test
  void optionsOfTheContract() {
    assertThat(help("cloudfront sign-url").out())
        .contains("--key=URI", "--key-pair-id=ID", "--expires=WHEN", "--starts=WHEN", "--ip=CIDR")
        .contains("--resource=PATTERN", "--policy=FILE", "--hash=HASH", "--from-file=FILE");
    assertThat(help("cloudfront verify").out())
        .contains("--public-key=FILE", "--at=WHEN", "--ip=ADDR");
    assertThat(help("keys generate").out())
        .contains("rsa2048, rsa3072, rsa4096, p256, p384, ed25519, x25519")
        .contains("--pin-policy=POLICY", "--touch-policy=POLICY", "--out=FILE");
    assertThat(help("sign").out())
        .contains("--key=URI", "--algorithm=NAME", "--format=FORMAT", "--in=FILE", "--out=FILE")
        .contains("der, raw, base64, hex", "sha256-rsa-pss", "sha384-ecdsa", "ed25519")
        .contains("hmac-sha1", "hmac-sha256", "hmac-sha512");
    assertThat(help("keys import-secret").out())
        .contains("[FILE]", "--kind=KIND", "--format=FORMAT", "--wipe")
        .contains("aes, generic, hmac-sha1, hmac-sha256");
    assertThat(help("keys list").out()).contains("[URI]", "--no-login");
    assertThat(help("keys audit").out())
        .contains("[URI]", "--fail-on=VERDICT", "never-left, stays, wrappable, readable, unknown");
    assertThat(help("keys verify-attestation").out())
        .contains("--public-key=FILE", "--request=FILE", "--certificate=FILE", "--root=FILE")
        .contains("--allow-simulated");
    assertThat(help("keys decrypt").out())
        .contains("pkcs1, oaep-sha1, oaep-sha256, oaep-sha384, oaep-sha512");
    assertThat(help("keys derive").out()).contains("--peer=FILE", "hex, raw, base64");
    assertThat(help("piv change-management-key").out())
        .contains("--protect", "--generate", "--new-management-key-file=FILE", "--touch")
        .contains("tdes, aes128, aes192, aes256");
    assertThat(help("piv retries").out()).contains("--new-pin-file=FILE", "--new-puk-file=FILE");
    assertThat(help("mfa code").out())
        .contains("[QUERY]", "--token=URI", "--copy", "--wait", "--next", "--any");
    assertThat(help("mfa add").out())
        .contains("[NAME]", "--token=URI", "--from=FILE", "--require-touch", "--force")
        .contains("--issuer=", "--type=", "--hash=", "--digits=", "--period=", "--counter=");
    assertThat(help("mfa list").out()).contains("--no-codes", "--hidden", "--token=URI");
    assertThat(help("mfa remove").out()).contains("QUERY", "--yes");
    assertThat(help("mfa password set").out())
        .contains("--new-password-file=FILE", "--password-file=FILE", "--password-env=VAR");
    assertThat(help("fido register").out())
        .contains("--options=FILE", "--origin=URL", "--out=FILE", "--token=URI");
    assertThat(help("fido assert").out())
        .contains("--options=FILE", "--origin=URL", "--out=FILE", "--account=NAME");
    assertThat(help("fido secret").out())
        .contains("LABEL", "--create", "--format=FORMAT", "hex, base64, raw");
    assertThat(help("fido pin change").out()).contains("--new-pin-file=FILE", "--token=URI");
    assertThat(help("fido credentials delete").out()).contains("CREDENTIAL", "--yes");
    assertThat(help("fido reset").out()).contains("--yes", "--token=URI");
    assertThat(help("pkcs11 init").out())
        .contains("--module=NAME", "--label=LABEL", "--slot=NUMBER", "--erase")
        .contains("--so-pin-file=FILE", "--new-pin-file=FILE");
    assertThat(help("pkcs11 info").out()).contains("[URI]", "--module=NAME");
    assertThat(help("piv setup").out())
        .contains("--token=URI", "--new-pin-file=FILE", "--factory-defaults");
  }

  @Test
  void versionIsOneLine() {
    Cli.Result result = new Cli(directory).run("--version");
    assertThat(result.out()).isEqualTo("countersign 0.1.0\n");
  }

  @Test
  void noCommandIsUsage() {
    Cli.Result result = new Cli(directory).run();
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("countersign needs a command after it: demo, doctor");
  }

  @Test
  void unknownCommandSuggestsWhatIsLikeIt() {
    Cli.Result result = new Cli(directory).run("tokns");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("does not know 'tokns'", "tokens");
  }

  @Test
  void globalOptionsStandBeforeOrAfterTheCommand() {
    Cli cli = new Cli(directory);
    cli.ok("simulator", "create", "a", "--serial", "7");
    assertThat(cli.ok("--simulator", "a", "tokens")).contains("piv:serial=7");
    assertThat(cli.ok("tokens", "--simulator", "a")).contains("piv:serial=7");
    cli.environment.put("COUNTERSIGN_SIMULATOR", "a");
    assertThat(cli.ok("tokens")).contains("piv:serial=7");
  }

  @Test
  void optionValueThatIsTheNameOfACommandIsNoCommand() {
    Cli cli = new Cli(directory);
    cli.ok("simulator", "create", "keys", "--serial", "7");
    assertThat(cli.ok("--simulator=keys", "tokens")).contains("piv:serial=7");
    assertThat(cli.ok("--simulator", "keys", "tokens")).contains("piv:serial=7");
  }

  @Test
  void referenceIsWhatTheCommandsSay() throws Exception {
    Path reference = Path.of("..", "..", "docs", "commands.md");
    String written = new Cli(directory).ok("manual", "--markdown", "-");
    assertThat(written)
        .as("run countersign manual --markdown docs/commands.md")
        .isEqualTo(Files.readString(reference));
  }

  @Test
  void manualPagesAreWrittenForEachCommand() throws Exception {
    Path pages = directory.resolve("man1");
    new Cli(directory).ok("manual", "--man", pages.toString());
    for (String command : commands()) {
      Path page = pages.resolve("countersign-" + command.replace(' ', '-') + ".1");
      assertThat(page).exists();
      assertThat(Files.readString(page)).startsWith(".TH COUNTERSIGN").contains(".SH OPTIONS");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void completionIsAScript(String shell) {
    assertThat(new Cli(directory).ok("completion", shell)).contains("_complete_countersign");
  }

  @ParameterizedTest
  @ValueSource(strings = {"manual --markdown -", "simulator profiles", "--version", "keys --help"})
  void readerThatGoesAwayIsNoErrorMessage(String command) {
    Cli.Result result = new Cli(directory).runWithoutReader(command.split(" "));
    assertThat(result.code()).isEqualTo(141);
    assertThat(result.err()).isEmpty();
  }
}
