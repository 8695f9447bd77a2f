package dev.countersign.cli;

import static dev.countersign.cli.MfaBench.CODE;
import static dev.countersign.cli.MfaBench.RFC_SEED;
import static dev.countersign.cli.MfaBench.SEED;
import static dev.countersign.cli.MfaBench.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.simulator.Profile;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listing and looking after accounts. */
class MfaAccountsTest {
  @TempDir Path directory;
  private MfaBench bench;
  private Cli cli;

  @BeforeEach
  void prepare() {
    bench = new MfaBench(directory);
    cli = bench.cli;
  }

  @Test
  void listShowsCodesThatCostNothing() {
    bench.add("AWS:alice");
    bench.add("AWS:touch", SEED, "--require-touch");
    bench.add("Bank:me", RFC_SEED, "--type", "hotp");
    bench.add("Slow:me", RFC_SEED, "--period", "60");
    bench.add("_hidden:x");
    cli.clock.advance(java.time.Duration.ofSeconds(4));
    String table = cli.ok("mfa", "list");
    assertThat(table.lines().map(line -> line.replaceAll(" {2,}", "|")))
        .containsExactlyInAnyOrder(
            "ACCOUNT|CODE|LEFT|WANTS",
            "AWS:alice|" + CODE + "|26 s|-",
            "AWS:touch|-|-|touch",
            "Bank:me|-|-|moves its counter",
            "Slow:me|-|-|period of 60 s");
    assertThat(cli.ok("mfa", "list", "--hidden")).contains("_hidden:x");
    assertThat(cli.ok("mfa", "list")).as("no counter was moved").isEqualTo(table);
    assertThat(cli.ok("mfa", "code", "me", "--token", "oath:account=Bank:me"))
        .isEqualTo(MfaBench.HOTP_CODES.get(0) + "\n");
  }

  @Test
  void listWithoutCodes() {
    bench.add("AWS:alice", RFC_SEED, "--hash", "sha256");
    assertThat(cli.ok("mfa", "list", "--no-codes"))
        .contains("KIND", "TOTP", "SHA-256")
        .doesNotContain("CODE");
  }

  @Test
  void listOfSeveralTokensSaysWhichHasIt() {
    bench.add("AWS:alice");
    cli.plug(Profile.YUBIKEY_5_7, 12, "");
    bench.add("AWS:bob", SEED, "--token", "oath:serial=12");
    assertThat(cli.ok("mfa", "list"))
        .containsPattern("AWS:alice .*oath:serial=11")
        .containsPattern("AWS:bob .*oath:serial=12");
    assertThat(cli.ok("mfa", "list", "--token", "oath:serial=12"))
        .contains("AWS:bob")
        .doesNotContain("AWS:alice", "TOKEN");
  }

  @Test
  void listAsJson() {
    bench.add("AWS:alice");
    bench.add("AWS:touch", SEED, "--require-touch");
    assertThat(cli.ok("mfa", "list", "--json"))
        .contains("\"accounts\" : [", "\"code\" : \"" + CODE + "\"", "\"secondsLeft\" : 30")
        .contains("\"touch\" : true", "\"token\" : \"oath:serial=11\"")
        .containsOnlyOnce("\"code\"");
    assertThat(cli.ok("mfa", "list", "--json", "--token", "oath:account=none"))
        .contains("\"accounts\" : [ ]");
  }

  @Test
  void thirtyTwoAccountsTakeSelectAndOneCalculation() {
    for (int i = 0; i < 32; i++) {
      bench.add("Issuer:account-%02d".formatted(i));
    }
    long before = bench.token.commands();
    assertThat(cli.ok("mfa", "list").lines()).hasSize(33);
    // SELECT, CALCULATE ALL and what continues it
    assertThat(bench.token.commands() - before).isLessThanOrEqualTo(8);
  }

  @Test
  void renames() {
    bench.add("AWS:alice");
    bench.add("AWS:bob");
    Cli.Result result = cli.run("mfa", "rename", "alice", "AWS:carol");
    assertThat(result.err()).isEqualTo("AWS:alice on oath:serial=11 is now called AWS:carol.\n");
    assertThat(cli.ok("mfa", "code", "AWS:carol")).isEqualTo(CODE + "\n");
    assertFails(cli.run("mfa", "rename", "carol", "AWS:bob"), 1, "of that name");
    assertFails(cli.run("mfa", "rename", "dave", "AWS:x"), 3, "no account fits 'dave'");
    assertFails(cli.run("mfa", "rename", "AWS", "AWS:x"), 3, "fits 2");
    assertFails(cli.run("mfa", "rename", "bob", SEED), 2, "arguments can be seen");
  }

  @Test
  void renameKeepsThePeriod() {
    bench.add("AWS:alice", SEED, "--period", "60");
    cli.ok("mfa", "rename", "alice", "GitHub:alice");
    assertThat(cli.ok("mfa", "list", "--json"))
        .contains("account=60/GitHub:alice", "\"periodSeconds\" : 60");
  }

  @Test
  void olderTokenCannotRename() {
    MfaBench old = new MfaBench(directory, Profile.YUBIKEY_4_3);
    old.add("AWS:alice");
    Cli.Result result = old.cli.run("mfa", "rename", "alice", "AWS:bob");
    assertFails(result, 1, "oath:");
    assertThat(old.cli.ok("mfa", "list")).contains("AWS:alice");
  }

  @Test
  void removalIsConsentedTo() {
    bench.add("AWS:alice");
    assertFails(
        cli.run("mfa", "remove", "alice"),
        2,
        "this would remove AWS:alice from oath:serial=11",
        "cannot be had back",
        "--yes");
    MfaBench.Answers no = new MfaBench.Answers("no");
    cli.dialogue = no;
    assertFails(cli.run("mfa", "remove", "alice"), 1, "nothing was done");
    assertThat(no.asked.get(0)).startsWith("This would remove AWS:alice");
    assertThat(cli.ok("mfa", "list")).contains("AWS:alice");
    cli.dialogue = new MfaBench.Answers("yes");
    assertThat(cli.run("mfa", "remove", "alice").code()).isZero();
    assertThat(cli.run("mfa", "list").err()).contains("no account yet");
    bench.add("AWS:alice");
    cli.dialogue = null;
    cli.ok("mfa", "remove", "AWS:alice", "--yes");
    assertFails(cli.run("mfa", "remove", "AWS:alice", "--yes"), 3, "no account fits");
  }

  @Test
  void whatIsOnTwoTokensIsNotRemovedFromEither() {
    cli.plug(Profile.YUBIKEY_5_7, 12, "");
    bench.add("AWS:alice", SEED, "--token", "oath:serial=11", "--token", "oath:serial=12");
    assertFails(
        cli.run("mfa", "remove", "alice", "--yes"),
        3,
        "oath:serial=11;account=AWS:alice",
        "oath:serial=12;account=AWS:alice");
    cli.ok("mfa", "remove", "oath:serial=12;account=AWS:alice", "--yes");
    assertThat(cli.ok("mfa", "list", "--token", "oath:serial=11")).contains("AWS:alice");
  }

  @Test
  void infoNeedsNoPassword() {
    String before = cli.ok("mfa", "info");
    assertThat(before)
        .contains("oath:serial=11 (simulated)", "version:    5.7", "password:   none");
    assertThat(before).contains("64 accounts");
    setPassword("correct horse");
    assertThat(cli.ok("mfa", "info")).contains("password:   set");
    assertThat(cli.ok("mfa", "info", "--json"))
        .contains("\"passwordSet\" : true", "\"capacity\" : 64", "\"deviceId\"");
    assertFails(cli.run("mfa", "info", "--token", "piv:serial=11"), 2, "not the name of an OATH");
  }

  private void setPassword(String password, String... options) {
    String[] all = new String[options.length + 5];
    System.arraycopy(
        new String[] {
          "mfa", "password", "set", "--new-password-file", cli.file("new", password + "\n")
        },
        0,
        all,
        0,
        5);
    System.arraycopy(options, 0, all, 5, options.length);
    cli.ok(all);
  }

  @Test
  void passwordIsSetChangedAndCleared() {
    bench.add("AWS:alice");
    setPassword("correct horse");
    String old = cli.file("old", "correct horse\n");
    assertFails(
        cli.run("mfa", "password", "set", "--new-password-file", old), 4, "password is needed");
    setPassword("battery staple", "--password-file", old);
    assertFails(cli.run("mfa", "password", "clear", "--password-file", old), 4, "wrong password");
    String current = cli.file("current", "battery staple\n");
    Cli.Result cleared = cli.run("mfa", "password", "clear", "--password-file", current);
    assertThat(cleared.err()).isEqualTo("oath:serial=11 has no password any more.\n");
    assertThat(cli.ok("mfa", "code", "alice")).isEqualTo(CODE + "\n");
    assertThat(cli.run("mfa", "password", "clear").err()).contains("has no password");
  }

  @Test
  void newPasswordIsAskedFor() {
    cli.person =
        request -> {
          cli.asked.add(request);
          return Secret.copyOf("a".toCharArray());
        };
    cli.ok("mfa", "password", "set");
    assertThat(cli.asked)
        .extracting(PinRequest::kind)
        .containsExactly(PinRequest.Kind.NEW_PASSWORD);
    assertThat(cli.ok("mfa", "info")).contains("password:   set");
    cli.ok("mfa", "password", "clear");
    assertThat(cli.asked)
        .extracting(PinRequest::kind)
        .containsExactly(PinRequest.Kind.NEW_PASSWORD, PinRequest.Kind.PASSWORD);
  }

  @Test
  void resetSaysWhatWouldBeLost() {
    bench.add("AWS:alice");
    bench.add("GitHub:bob");
    assertFails(
        cli.run("mfa", "reset"),
        2,
        "this would remove AWS:alice, GitHub:bob",
        "from oath:serial=11",
        "--yes");
    assertThat(cli.ok("mfa", "list")).contains("AWS:alice");
    Cli.Result result = cli.run("mfa", "reset", "--yes");
    assertThat(result.err()).contains("oath:serial=11 is empty; lost: AWS:alice, GitHub:bob");
    assertThat(cli.run("mfa", "list").err()).contains("no account yet");
  }

  @Test
  void resetNeedsNoPassword() {
    bench.add("AWS:alice");
    setPassword("correct horse");
    assertFails(cli.run("mfa", "reset"), 2, "which only the password can list");
    cli.ok("mfa", "reset", "--yes");
    assertThat(cli.ok("mfa", "info")).contains("password:   none");
    assertThat(cli.asked).isEmpty();
  }

  @Test
  void seedCannotLeave() {
    bench.add("AWS:alice");
    assertFails(
        cli.run("mfa", "qr", "alice"), 1, "cannot leave a token", "--token URI --token URI");
    assertFails(cli.run("mfa", "qr"), 1, "cannot leave");
  }

  @Test
  void namesThatSteerTheTerminalAreShownWithoutThat() {
    bench.add("AWS:a\u001B[31mb\u202Ec");
    assertThat(cli.ok("mfa", "list")).contains("AWS:a?[31mb?c");
  }
}
