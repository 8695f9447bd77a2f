package dev.countersign.cli;

import static dev.countersign.cli.MfaBench.CODE;
import static dev.countersign.cli.MfaBench.NEXT_CODE;
import static dev.countersign.cli.MfaBench.RFC_SEED;
import static dev.countersign.cli.MfaBench.SEED;
import static dev.countersign.cli.MfaBench.START;
import static dev.countersign.cli.MfaBench.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MfaCodeTest {
  @TempDir Path directory;
  private MfaBench bench;
  private Cli cli;

  @BeforeEach
  void prepare() {
    bench = new MfaBench(directory);
    cli = bench.cli;
  }

  @Test
  void codeIsAllThatIsPrinted() {
    bench.add("AWS:alice");
    Cli.Result result = cli.run("mfa", "code");
    assertThat(result).isEqualTo(new Cli.Result(0, CODE + "\n", ""));
    cli.clock.advance(Duration.ofSeconds(28));
    assertThat(cli.ok("mfa", "code", "alice")).isEqualTo(CODE + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AWS:alice@123456789012",
        "aws:ALICE@123456789012",
        "alice",
        "AWS",
        "oath:account=AWS:alice@123456789012",
        "oath:serial=11;account=AWS:alice@123456789012",
        "arn:aws:iam::123456789012:mfa/some/path/alice"
      })
  void accountIsFound(String query) {
    bench.add("AWS:alice@123456789012");
    bench.add("GitHub:bob", RFC_SEED);
    assertThat(cli.ok("mfa", "code", query)).isEqualTo(CODE + "\n");
  }

  @Test
  void personIsToldHowLongItIsGood() {
    bench.add("AWS:alice");
    cli.personSeesErrors = true;
    cli.clock.advance(Duration.ofMillis(12_300));
    assertThat(cli.run("mfa", "code", "AWS:alice").err()).isEqualTo("AWS:alice: 17 s left\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AWS:alice", "alice"})
  void codeThatIsAboutToRunOutIsNotHandedOut(String query) {
    bench.add("AWS:alice");
    cli.clock.advance(Duration.ofMillis(28_500));
    Cli.Result result = cli.run("mfa", "code", query);
    assertThat(result.out()).isEqualTo(NEXT_CODE + "\n");
    assertThat(result.err()).contains("runs out now", "2 s");
    assertThat(cli.clock.instant()).isEqualTo(START.plusSeconds(30));
  }

  @Test
  void anyCodeIsTakenWhenToldTo() {
    bench.add("AWS:alice");
    cli.clock.advance(Duration.ofMillis(29_900));
    assertThat(cli.run("mfa", "code", "AWS:alice", "--any"))
        .isEqualTo(new Cli.Result(0, CODE + "\n", ""));
  }

  @Test
  void freshCodeIsWaitedForWithABar() {
    bench.add("AWS:alice");
    cli.personSeesErrors = true;
    cli.clock.advance(Duration.ofSeconds(3));
    Cli.Result result = cli.run("mfa", "code", "AWS:alice", "--wait");
    assertThat(result.out()).isEqualTo(NEXT_CODE + "\n");
    assertThat(result.err()).contains("[-----", "[#####", " 27 s", "\r\u001B[K", "30 s left");
  }

  @Test
  void nobodyWaitsForAnAccountThatThereIsNot() {
    bench.add("AWS:alice");
    cli.clock.advance(Duration.ofSeconds(3));
    assertFails(cli.run("mfa", "code", "AWS:bob", "--wait"), 3, "no account fits 'AWS:bob'");
    assertThat(cli.clock.instant()).isEqualTo(START.plusSeconds(3));
  }

  @Test
  void nextCodeIsShownBeforeItsTime() {
    bench.add("AWS:alice");
    cli.clock.advance(Duration.ofSeconds(3));
    for (String query : new String[] {"AWS:alice", "alice"}) {
      Cli.Result result = cli.run("mfa", "code", query, "--next");
      assertThat(result.out()).isEqualTo(NEXT_CODE + "\n");
      assertThat(result.err()).isEqualTo("AWS:alice: valid in 27 s, from 2015-08-30T12:32:30Z\n");
    }
    assertFails(cli.run("mfa", "code", "alice", "--next", "--wait"), 2, "exclude each other");
  }

  @Test
  void jsonSaysAllOfIt() {
    bench.add("AWS:alice");
    assertThat(cli.ok("mfa", "code", "alice", "--json"))
        .contains("\"account\" : \"AWS:alice\"", "\"uri\" : \"oath:serial=11;account=AWS:alice\"")
        .contains("\"code\" : \"" + CODE + "\"", "\"secondsLeft\" : 30", "\"kind\" : \"totp\"")
        .contains("\"validFrom\" : \"2015-08-30T12:32:00Z\"")
        .contains("\"validUntil\" : \"2015-08-30T12:32:30Z\"");
  }

  @Test
  void hotpCodesAreInOrder() {
    bench.add("Bank:me", RFC_SEED, "--type", "hotp");
    for (String code : MfaBench.HOTP_CODES) {
      assertThat(cli.ok("mfa", "code", "me")).isEqualTo(code + "\n");
    }
    assertThat(cli.ok("mfa", "code", "Bank:me", "--json"))
        .contains("\"kind\" : \"hotp\"", "\"validUntil\" : null");
  }

  @Test
  void otherPeriodsHashesAndDigits() {
    bench.add("A:sha256", RFC_SEED, "--hash", "sha256", "--digits", "8", "--period", "60");
    cli.clock.set(java.time.Instant.ofEpochSecond(1111111109));
    // oathtool --totp=sha256 -d 8 -s 60s -N "2005-03-18 01:58:29 UTC" -b ...
    for (String query : new String[] {"sha256", "A:sha256", "60/A:sha256"}) {
      assertThat(cli.ok("mfa", "code", query)).isEqualTo("69648066\n");
    }
    assertThat(cli.run("mfa", "code", "A:sha256", "--json").out())
        .contains("\"periodSeconds\" : 60");
  }

  @Test
  void slotThatAnswersChallengesMakesCodesToo() {
    String key = cli.file("key", "3132333435363738393031323334353637383930\n");
    cli.ok("otp", "program", "chalresp", "otp:slot=2", "--key-file", key);
    cli.clock.set(java.time.Instant.ofEpochSecond(1111111111));
    // [RFC6238] appendix B
    assertThat(cli.ok("mfa", "code", "--token", "otp:slot=2")).isEqualTo("050471\n");
    assertThat(cli.ok("mfa", "code", "otp:slot=2", "--json"))
        .contains("\"uri\" : \"otp:serial=11;slot=2\"", "\"code\" : \"050471\"");
    assertFails(cli.run("mfa", "code", "otp:slot=1"), 3, "otp:slot=1");
  }

  @Test
  void twoCommandsForAWholeNameAndThreeOtherwise() {
    bench.add("AWS:alice");
    bench.add("AWS:touch", SEED, "--require-touch");
    assertThat(commands("AWS:alice")).isLessThanOrEqualTo(2);
    assertThat(commands("alice")).isLessThanOrEqualTo(2);
    assertThat(commands("touch")).isLessThanOrEqualTo(3);
  }

  @Test
  void threeCommandsWithAPassword() {
    bench.add("AWS:alice");
    String password = cli.file("password", "correct horse\n");
    cli.ok("mfa", "password", "set", "--new-password-file", password);
    long before = bench.token.commands();
    assertThat(cli.ok("mfa", "code", "AWS:alice", "--password-file", password))
        .isEqualTo(CODE + "\n");
    assertThat(bench.token.commands() - before).isLessThanOrEqualTo(3);
  }

  private long commands(String query) {
    long before = bench.token.commands();
    cli.ok("mfa", "code", query);
    return bench.token.commands() - before;
  }

  @Test
  void tokenThatHasTheAccountIsUsed() {
    bench.add("AWS:alice");
    cli.plug(Profile.YUBIKEY_5_7, 12, "");
    bench.add("GitHub:bob", SEED, "--token", "oath:serial=12");
    assertThat(cli.run("mfa", "code", "GitHub:bob")).isEqualTo(new Cli.Result(0, CODE + "\n", ""));
    assertThat(cli.run("mfa", "code", "bob", "--token", "oath:serial=11").code()).isEqualTo(3);
  }

  @Test
  void sameAccountOnTwoTokensIsNotAmbiguous() {
    cli.plug(Profile.YUBIKEY_5_7, 12, "");
    bench.add("AWS:alice", SEED, "--require-touch", "--token", "oath:serial=11");
    bench.add("AWS:alice", SEED, "--token", "oath:serial=12");
    Cli.Result result = cli.run("mfa", "code", "AWS:alice");
    assertThat(result.out()).isEqualTo(CODE + "\n");
    assertThat(result.err()).contains("2 tokens have AWS:alice; this is that of oath:serial=12");
  }

  @Test
  void ambiguousNameListsWhatFits() {
    bench.add("AWS:alice");
    bench.add("AWS:bob");
    assertFails(
        cli.run("mfa", "code", "aws"),
        3,
        "'aws' fits 2",
        "oath:serial=11;account=AWS:alice",
        "oath:serial=11;account=AWS:bob",
        "Name one of them in full");
    assertFails(cli.run("mfa", "code"), 3, "any account fits 2");
  }

  @Test
  void unknownAccountAndNoAccount() {
    assertFails(cli.run("mfa", "code"), 3, "no account yet", "countersign mfa add");
    assertFails(cli.run("mfa", "code", "AWS:alice"), 3, "no account fits", "mfa list");
    cli.readers = new SimulatedReaders();
    assertFails(cli.run("mfa", "code"), 3, "no reader and no token");
    cli.plug(Profile.NIST_PIV, 12, "");
    assertFails(cli.run("mfa", "code"), 3, "no OATH application");
    assertFails(cli.run("mfa", "code", "--token", "piv:serial=1"), 2, "not the name of a token");
  }

  @Test
  void passwordThatIsNotGivenOrWrong() throws Exception {
    bench.add("AWS:alice");
    String password = cli.file("password", "correct horse\n");
    cli.ok("mfa", "password", "set", "--new-password-file", password);
    assertFails(
        cli.run("mfa", "code", "AWS:alice"), 4, "the password is needed", "--password-file");
    String wrong = cli.file("wrong", "battery staple\n");
    long before = bench.token.commands();
    assertFails(cli.run("mfa", "code", "AWS:alice", "--password-file", wrong), 4, "wrong password");
    assertThat(bench.token.commands() - before).as("not repeated").isLessThanOrEqualTo(2);
    cli.types("battery staple");
    assertFails(cli.run("mfa", "code", "alice"), 4, "wrong password");
    assertThat(cli.asked).hasSize(1);
    cli.environment.put("PASSWORD", "correct horse");
    assertThat(cli.ok("mfa", "code", "--password-env", "PASSWORD")).isEqualTo(CODE + "\n");
    Files.setPosixFilePermissions(Path.of(password), PosixFilePermissions.fromString("rw-r--r--"));
    assertFails(
        cli.run("mfa", "code", "--password-file", password), 4, "password file", "chmod 600");
  }

  @Test
  void lockedTokenDoesNotHideWhatAnotherHas() {
    bench.add("AWS:alice");
    cli.plug(Profile.YUBIKEY_5_7, 12, "");
    cli.ok(
        "mfa",
        "password",
        "set",
        "--token",
        "oath:serial=12",
        "--new-password-file",
        cli.file("password", "correct horse\n"));
    Cli.Result result = cli.run("mfa", "code", "AWS:alice");
    assertThat(result.out()).isEqualTo(CODE + "\n");
    assertThat(result.err()).contains("Not asked: ", "password");
    assertThat(cli.run("mfa", "code", "AWS:bob").code()).isEqualTo(4);
  }

  @Test
  void touchIsAwaitedAndMayNotCome() {
    bench.add("AWS:alice", SEED, "--require-touch");
    assertThat(cli.ok("mfa", "code", "alice")).isEqualTo(CODE + "\n");
    assertThat(cli.ok("mfa", "code", "AWS:alice")).isEqualTo(CODE + "\n");
    bench.token.injectFaults(FaultSchedule.parse("touch-never"));
    assertFails(cli.run("mfa", "code", "alice"), 5, "not touched in time");
    assertFails(cli.run("mfa", "code", "AWS:alice"), 5, "not touched in time");
  }

  @Test
  void tokenThatIsPulledOut() {
    bench.add("AWS:alice");
    for (int command = 1; command <= 2; command++) {
      bench.token.injectFaults(FaultSchedule.parse("remove@" + command));
      Cli.Result result = cli.run("mfa", "code", "AWS:alice");
      assertThat(result.code()).as(result.err()).isIn(3, 6);
      assertThat(result.out()).isEmpty();
      bench.token.injectFaults(FaultSchedule.parse(""));
      ((SimulatedReaders) cli.readers).remove(bench.token);
      ((SimulatedReaders) cli.readers).insert(bench.token);
    }
  }

  @Test
  void codeAndSeedAreInNoTrace() {
    Cli.Result added = cli.run("mfa", "add", "-v", "AWS:alice", "--from", cli.file("seed", SEED));
    assertThat(added.err()).contains("apdu > ").doesNotContain("000102030405060708");
    Cli.Result result = cli.run("mfa", "code", "-v", "alice");
    assertThat(result.out()).isEqualTo(CODE + "\n");
    // the truncated value of that code, as it comes over the wire
    assertThat(result.err()).contains("apdu > ").doesNotContain(CODE).doesNotContain(truncated());
  }

  private String truncated() {
    try {
      javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA1");
      byte[] seed = new byte[40];
      for (int i = 0; i < seed.length; i++) {
        seed[i] = (byte) i;
      }
      mac.init(new javax.crypto.spec.SecretKeySpec(seed, "HmacSHA1"));
      byte[] step = java.nio.ByteBuffer.allocate(8).putLong(START.getEpochSecond() / 30).array();
      int value = dev.countersign.wire.oath.HotpValue.truncate(mac.doFinal(step));
      return "%08x".formatted(value);
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void seedAsAQueryIsRefused() {
    assertFails(cli.run("mfa", "code", SEED), 2, "arguments can be seen");
    assertFails(cli.run("mfa", "code", "alice", SEED), 2, "does not know '...'");
    assertFails(cli.run("mfa", "code", "otpauth://totp/a?secret=" + SEED), 2, "otpauth URI");
  }

  @Test
  void codeIsCopiedByAProgramThatGetsItOnStandardInput() throws Exception {
    bench.add("AWS:alice");
    Path copied = directory.resolve("copied");
    Path program = Files.createDirectory(directory.resolve("bin")).resolve("xclip");
    Files.writeString(
        program, "#!/bin/sh\necho \"$@\" >'" + copied + "'\ncat >>'" + copied + "'\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    cli.environment.put("PATH", program.getParent().toString());
    assertFails(cli.run("mfa", "code", "alice", "--copy"), 1, "no clipboard", "xclip");
    cli.environment.put("DISPLAY", ":0");
    Cli.Result result = cli.run("mfa", "code", "alice", "--copy");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isEqualTo("The code of AWS:alice was copied by xclip: 30 s left.\n");
    assertThat(copied).hasContent("-selection clipboard\n" + CODE);
  }

  @Test
  void terminalIsAskedWhereNoProgramCopies() throws Exception {
    bench.add("AWS:alice");
    Path program = Files.createDirectory(directory.resolve("bin")).resolve("pbcopy");
    Files.writeString(program, "#!/bin/sh\nexit 1\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    cli.environment.put("PATH", program.getParent().toString());
    cli.personSeesErrors = true;
    Cli.Result result = cli.run("mfa", "code", "alice", "--copy");
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith("\u001B]52;c;MzI0NzM4\u0007")
        .contains("copied by the terminal");
  }
}
