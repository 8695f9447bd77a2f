package dev.countersign.cli;

import static dev.countersign.cli.MfaBench.CODE;
import static dev.countersign.cli.MfaBench.RFC_SEED;
import static dev.countersign.cli.MfaBench.SEED;
import static dev.countersign.cli.MfaBench.assertFails;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.seeds.QrImages;
import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MfaAddTest {
  private static final String URI = "otpauth://totp/AWS:alice?secret=" + SEED;

  @TempDir Path directory;
  private MfaBench bench;
  private Cli cli;

  @BeforeEach
  void prepare() {
    bench = new MfaBench(directory);
    cli = bench.cli;
  }

  @Test
  void seedFromAFileAndWhatComesNext() {
    String file = cli.file("seed.txt", SEED + "\n");
    Cli.Result result = cli.run("mfa", "add", "AWS:alice", "--from", file);
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("AWS:alice is on oath:serial=11 now (TOTP, SHA-1, 6 digits).")
        .contains(
            file + " still holds the seed", "second token now", "countersign mfa pair AWS:alice")
        .doesNotContain(SEED);
    assertThat(Path.of(file)).hasContent(SEED);
    assertThat(cli.ok("mfa", "code", "alice")).isEqualTo(CODE + "\n");
  }

  @Test
  void seedFromStandardInput() {
    for (String[] arguments :
        new String[][] {
          {"mfa", "add", "--from", "-"},
          {"mfa", "add", "-", "--force"},
          {"mfa", "add", "AWS:alice", "-", "--force"}
        }) {
      cli.input = (URI + "\n").getBytes(UTF_8);
      Cli.Result result = cli.run(arguments);
      assertThat(result.code()).as(result.err()).isZero();
      assertThat(result.err()).doesNotContain("still holds").doesNotContain(SEED);
      assertThat(cli.ok("mfa", "code", "AWS:alice")).isEqualTo(CODE + "\n");
    }
    assertFails(cli.run("mfa", "add", "-", "--from", "x"), 2, "two places");
  }

  @Test
  void seedFromAPerson() {
    MfaBench.Answers person = new MfaBench.Answers(SEED);
    cli.dialogue = person;
    cli.ok("mfa", "add", "GitHub:bob");
    assertThat(person.asked).hasSize(1).first().asString().contains("not shown");
    assertThat(cli.ok("mfa", "code", "bob")).isEqualTo(CODE + "\n");
    cli.dialogue = new MfaBench.Answers("");
    assertFails(cli.run("mfa", "add", "GitHub:carol"), 1, "no seed was entered");
    cli.dialogue = null;
    assertFails(cli.run("mfa", "add", "GitHub:carol"), 2, "no terminal", "--from -");
  }

  @Test
  void seedFromAQrCode() {
    for (String format : new String[] {"png", "jpeg"}) {
      String image = cli.file("qr", QrImages.of(URI, format));
      cli.ok("mfa", "add", "--from", image, "--force");
      assertThat(cli.ok("mfa", "code", "AWS:alice")).isEqualTo(CODE + "\n");
    }
  }

  @Test
  void optionsGoBeforeWhatTheIssuerSays() {
    String uri = "otpauth://totp/X:alice?period=60&digits=8&algorithm=SHA512&secret=" + SEED;
    cli.ok(
        "mfa",
        "add",
        "bob",
        "--issuer",
        "AWS",
        "--digits",
        "6",
        "--period",
        "30",
        "--hash",
        "sha1",
        "--from",
        cli.file("uri", uri));
    assertThat(cli.ok("mfa", "code", "AWS:bob")).isEqualTo(CODE + "\n");
    cli.ok("mfa", "add", "--from", cli.file("uri", uri));
    assertThat(cli.ok("mfa", "list", "--no-codes", "--json"))
        .contains("\"uri\" : \"oath:serial=11;account=60/X:alice\"", "SHA-512");
    cli.ok(
        "mfa", "add", "--type", "hotp", "--counter", "1", "--from", cli.file("s", RFC_SEED), "H:h");
    assertThat(cli.ok("mfa", "code", "h")).isEqualTo(MfaBench.HOTP_CODES.get(1) + "\n");
  }

  @Test
  void accountNamedByTheArnOfItsDevice() {
    String arn = "arn:aws:iam::123456789012:mfa/alice";
    Cli.Result result = cli.run("mfa", "add", arn, "--from", cli.file("seed", SEED));
    assertThat(result.err()).contains("AWS:alice@123456789012 is on");
    assertThat(cli.ok("mfa", "code", arn)).isEqualTo(CODE + "\n");
  }

  @Test
  void seedAsAnArgumentIsRefused() {
    assertFails(cli.run("mfa", "add", SEED), 2, "arguments can be seen", "--from FILE");
    assertFails(cli.run("mfa", "add", URI), 2, "an otpauth URI");
    assertFails(cli.run("mfa", "add", "a", SEED), 2, "arguments can be seen");
    assertFails(cli.run("mfa", "add", "a", "--from", SEED), 2, "arguments can be seen");
    assertFails(cli.run("mfa", "add", "a", "--from", cli.path("none")), 1, "no such file");
    assertFails(
        cli.run("mfa", "add", "a", "--issuer", SEED, "--from", cli.file("s", SEED)),
        2,
        "arguments can be seen");
    assertThat(cli.run("mfa", "list").err()).contains("no account yet");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "otpauth://totp/a?secret=1 | 2 | base32",
        "otpauth://nothing | 2 | holds no seed",
        "GEZDGNBVGY3TQOI | 2 | 9 bytes",
        "'' | 2 | it is empty"
      })
  void seedsThatAreNone(String text, int code, String part) {
    assertFails(cli.run("mfa", "add", "A:a", "--from", cli.file("seed", text)), code, part);
    assertThat(cli.run("mfa", "list").err()).contains("no account yet");
  }

  @Test
  void seedsThatAreTooShortOrTooLong() {
    String shortSeed = cli.file("short", "GEZDGNBVGY3TQOJQ");
    assertFails(
        cli.run("mfa", "add", "A:a", "--from", shortSeed), 2, "10 bytes", "--allow-short-seed");
    cli.ok("mfa", "add", "A:a", "--from", shortSeed, "--allow-short-seed");
    String longSeed = cli.file("long", "A".repeat(208));
    assertFails(cli.run("mfa", "add", "A:b", "--from", longSeed), 2, "130 bytes", "more than 128");
    // longer than a block of SHA-1, so it is hashed first
    bench.add("A:c", "A".repeat(128));
    assertThat(cli.ok("mfa", "code", "A:c")).matches("[0-9]{6}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--digits 5 | 5 digits",
        "--digits 10 | 10 digits",
        "--hash md5 | 'md5' is no hash",
        "--period 0 | 1 to 86400",
        "--counter 3 | no counter",
        "--type hotp --period 60 | no period",
        "--type hotp --counter -1 | not negative",
        "--type motp | motp",
        "--issuer a:b | colon"
      })
  void optionsThatDoNotFit(String options, String part) {
    String[] given = options.split(" ");
    String[] all = new String[given.length + 5];
    System.arraycopy(
        new String[] {"mfa", "add", "A:a", "--from", cli.file("s", SEED)}, 0, all, 0, 5);
    System.arraycopy(given, 0, all, 5, given.length);
    assertFails(cli.run(all), 2, part);
  }

  @Test
  void namesThatDoNotFit() {
    String seed = cli.file("s", SEED);
    assertFails(cli.run("mfa", "add", "--from", seed), 2, "without the name", "mfa add AWS:alice");
    assertFails(cli.run("mfa", "add", "A:", "--from", seed), 2, "not the name of an account");
    assertFails(cli.run("mfa", "add", "A:" + "é".repeat(40), "--from", seed), 2, "64 bytes");
    assertFails(cli.run("mfa", "add", "_hidden:aws4/x", "--from", seed), 2, "signing keys");
  }

  @Test
  void nameThatIsTakenIsRefusedUnlessForced() {
    bench.add("AWS:alice", RFC_SEED);
    String seed = cli.file("s", SEED);
    assertFails(
        cli.run("mfa", "add", "AWS:alice", "--from", seed),
        1,
        "oath:serial=11 has an account AWS:alice already",
        "--force");
    assertThat(cli.ok("mfa", "code", "AWS:alice")).isNotEqualTo(CODE + "\n");
    cli.ok("mfa", "add", "AWS:alice", "--from", seed, "--force");
    assertThat(cli.ok("mfa", "code", "AWS:alice")).isEqualTo(CODE + "\n");
  }

  @Test
  void fullTokenSaysWhatToDo() {
    MfaBench old = new MfaBench(directory, Profile.YUBIKEY_4_3);
    for (int i = 0; i < 32; i++) {
      old.add("A:" + i);
    }
    assertFails(
        old.cli.run("mfa", "add", "A:x", "--from", old.cli.file("s", SEED)),
        1,
        "oath:serial=11 is full: it holds 32 accounts",
        "mfa remove");
    old.add("A:7", RFC_SEED, "--force");
  }

  @Test
  void bothTokensGetTheAccount() {
    cli.plug(Profile.YUBIKEY_5_7, 12, "");
    assertFails(
        cli.run("mfa", "add", "A:a", "--from", cli.file("s", SEED)),
        3,
        "oath:serial=11",
        "oath:serial=12");
    Cli.Result result = addToBoth();
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err())
        .contains("AWS:alice is on oath:serial=11 and oath:serial=12 now")
        .doesNotContain("second token");
    for (String serial : new String[] {"11", "12"}) {
      assertThat(cli.ok("mfa", "code", "alice", "--token", "oath:serial=" + serial))
          .isEqualTo(CODE + "\n");
    }
    assertFails(
        cli.run(
            "mfa",
            "add",
            "A:b",
            "--token",
            "oath:serial=11",
            "--token",
            "oath:serial=11",
            "--from",
            cli.file("s", SEED)),
        2,
        "given twice");
  }

  private Cli.Result addToBoth(String... options) {
    String[] all = new String[options.length + 9];
    System.arraycopy(
        new String[] {
          "mfa",
          "add",
          "AWS:alice",
          "--from",
          cli.file("seed", SEED),
          "--token",
          "oath:serial=11",
          "--token",
          "oath:serial=12"
        },
        0,
        all,
        0,
        9);
    System.arraycopy(options, 0, all, 9, options.length);
    return cli.run(all);
  }

  @Test
  void neitherTokenGetsItWhenTheSecondCannotTakeIt() {
    cli.plug(Profile.YUBIKEY_5_7, 12, "");
    bench.add("AWS:alice", RFC_SEED, "--token", "oath:serial=12");
    assertFails(addToBoth(), 1, "oath:serial=12 has an account");
    assertThat(cli.run("mfa", "list", "--token", "oath:serial=11").err()).contains("no account");
  }

  @Test
  void passwordOfTheSecondIsAskedForBeforeTheFirstGetsIt() {
    cli.plug(Profile.YUBIKEY_5_7, 12, "");
    cli.ok(
        "mfa",
        "password",
        "set",
        "--token",
        "oath:serial=12",
        "--new-password-file",
        cli.file("password", "correct horse\n"));
    assertFails(addToBoth(), 4, "the password is needed");
    assertThat(cli.run("mfa", "list", "--token", "oath:serial=11").err()).contains("no account");
    assertThat(addToBoth("--password-file", cli.path("password")).code()).isZero();
  }

  @Test
  void accountThatTheTokenCannotHold() {
    String seed = cli.file("seed", SEED);
    String[] add = {
      "mfa", "add", "A:a", "--type", "hotp", "--counter", "5000000000", "--from", seed
    };
    assertFails(cli.run(add), 1, "counters of four bytes", "at most 4294967295");
    assertThat(cli.run("mfa", "list").err()).contains("no account");
  }

  /** Whenever the second is pulled out, it is said which token has the account. */
  @Test
  void secondTokenThatIsPulledOut() {
    boolean told = false;
    for (int command = 1; command <= 20; command++) {
      cli.readers = new SimulatedReaders();
      cli.plug(Profile.YUBIKEY_5_7, 11, "");
      VirtualToken second = cli.plug(Profile.YUBIKEY_5_7, 12, "");
      second.injectFaults(FaultSchedule.parse("remove@" + command));
      Cli.Result result = addToBoth();
      if (result.code() == 0) {
        break;
      }
      boolean stored = cli.run("mfa", "code", "alice").out().equals(CODE + "\n");
      if (stored) {
        told = true;
        assertThat(result.code()).isEqualTo(6);
        assertThat(result.err())
            .contains("AWS:alice is on oath:serial=11 now, and not on oath:serial=12")
            .contains("--token oath:serial=12 alone");
      }
    }
    assertThat(told).isTrue();
  }

  @Test
  void touchIsRequiredWhereItCanBe() {
    bench.add("AWS:alice", SEED, "--require-touch");
    assertThat(cli.ok("mfa", "list")).contains("touch").doesNotContain(CODE);
  }
}
