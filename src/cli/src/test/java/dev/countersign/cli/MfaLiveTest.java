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
import dev.countersign.simulator.VirtualToken;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes on while time goes by: pairs, and codes that are watched. */
@Timeout(60)
class MfaLiveTest {
  @TempDir Path directory;
  private MfaBench bench;
  private Cli cli;

  @BeforeEach
  void prepare() {
    bench = new MfaBench(directory);
    cli = bench.cli;
  }

  @Test
  void pairIsTwoConsecutiveCodes() {
    bench.add("AWS:alice");
    cli.clock.advance(Duration.ofSeconds(10));
    Cli.Result result = cli.run("mfa", "pair", "alice");
    assertThat(result.out()).isEqualTo(CODE + "\n" + NEXT_CODE + "\n");
    assertThat(result.err()).isEqualTo("Waiting for the second code: 20 s.\n");
    assertThat(cli.clock.instant()).isEqualTo(START.plusSeconds(30));
  }

  @Test
  void pairWaitsWithABarWhereSomebodySeesIt() {
    bench.add("AWS:alice");
    cli.personSeesErrors = true;
    Cli.Result result = cli.run("mfa", "pair", "alice");
    assertThat(result.err())
        .contains("Waiting for the second code  [--------------------] 30 s")
        .contains("Waiting for the second code  [##########----------] 15 s")
        .endsWith("\r\u001B[K");
    assertThat(result.err().split("\r\u001B\\[K", -1))
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
  }

  @Test
  void pairBeginsWithACodeThatLives() {
    bench.add("AWS:alice");
    cli.clock.set(START.minusSeconds(1));
    Cli.Result result = cli.run("mfa", "pair", "AWS:alice");
    assertThat(result.out()).isEqualTo(CODE + "\n" + NEXT_CODE + "\n");
    assertThat(result.err()).contains("Waiting for the first code: 1 s");
  }

  @Test
  void pairForAnArnSaysTheCommandThatWantsIt() {
    bench.add("AWS:alice");
    Cli.Result result = cli.run("mfa", "pair", "arn:aws:iam::123456789012:mfa/alice");
    assertThat(result.err())
        .contains("aws iam enable-mfa-device --user-name alice")
        .contains("--serial-number arn:aws:iam::123456789012:mfa/alice")
        .contains("--authentication-code1 " + CODE + " --authentication-code2 " + NEXT_CODE);
    assertThat(cli.run("mfa", "pair", "alice", "--aws").err()).contains("--user-name USER");
    bench.add("AWS:root-account-mfa-device@123456789012", RFC_SEED);
    assertThat(
            cli.run("mfa", "pair", "arn:aws:iam::123456789012:mfa/root-account-mfa-device").err())
        .contains("in the AWS console")
        .doesNotContain("enable-mfa-device");
  }

  @Test
  void pairAsJson() {
    bench.add("AWS:alice");
    assertThat(cli.ok("mfa", "pair", "alice", "--json"))
        .startsWith("{")
        .containsSubsequence("\"codes\"", CODE, "12:32:30Z", NEXT_CODE, "12:33:00Z");
  }

  @Test
  void hotpPairComesAtOnce() {
    bench.add("Bank:me", RFC_SEED, "--type", "hotp");
    Cli.Result result = cli.run("mfa", "pair", "me");
    assertThat(result).isEqualTo(new Cli.Result(0, "755224\n287082\n", ""));
    assertThat(cli.clock.instant()).isEqualTo(START);
  }

  @Test
  void pairOfATouchAccount() {
    bench.add("AWS:alice", SEED, "--require-touch");
    assertThat(cli.run("mfa", "pair", "alice").out()).isEqualTo(CODE + "\n" + NEXT_CODE + "\n");
    bench.token.injectFaults(FaultSchedule.parse("touch-never"));
    assertFails(cli.run("mfa", "pair", "alice"), 5, "not touched in time");
  }

  /** Whenever the token is pulled, it is said how far it came. */
  @Test
  void tokenThatIsPulledBetweenTheCodes() {
    bench.add("AWS:alice");
    boolean between = false;
    for (int command = 1; command <= 12; command++) {
      bench.token.injectFaults(FaultSchedule.parse("remove@" + command));
      cli.clock.set(START);
      Cli.Result result = cli.run("mfa", "pair", "alice");
      if (result.code() == 0) {
        break;
      }
      if (result.out().equals(CODE + "\n")) {
        between = true;
        assertThat(result.code()).isEqualTo(6);
        assertThat(result.err()).contains("only the first of the two codes", "for two new ones");
      } else {
        assertThat(result.out()).isEmpty();
      }
      bench.token.injectFaults(FaultSchedule.parse(""));
      ((SimulatedReaders) cli.readers).remove(bench.token);
      ((SimulatedReaders) cli.readers).insert(bench.token);
    }
    assertThat(between).isTrue();
  }

  @Test
  void pairOfNothing() {
    assertFails(cli.run("mfa", "pair", "alice"), 3, "no account fits");
    assertFails(cli.run("mfa", "pair"), 2, "QUERY");
  }

  private MfaBench.Screen screen() {
    MfaBench.Screen screen = new MfaBench.Screen(cli);
    cli.screen = screen;
    return screen;
  }

  @Test
  void watchedCodesChangeWithThePeriod() {
    bench.add("AWS:alice");
    bench.add("AWS:touch", SEED, "--require-touch");
    bench.add("Bank:me", RFC_SEED, "--type", "hotp");
    bench.add("Slow:me", RFC_SEED, "--period", "60");
    cli.clock.advance(Duration.ofSeconds(28));
    MfaBench.Screen screen = screen();
    for (int i = 0; i < 4; i++) {
      screen.second();
    }
    Cli.Result result = cli.run("mfa", "watch");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isEqualTo("Ended; the codes were taken off the screen.\n");
    assertThat(screen.closed).isEqualTo(1);
    assertThat(screen.shown).hasSize(5);
    assertThat(screen.shown.get(0))
        .anySatisfy(
            line -> assertThat(line).isEqualTo("AWS:alice  324738    [#-------------------]  2 s"))
        .anySatisfy(line -> assertThat(line).isEqualTo("AWS:touch  (touch)"))
        .anySatisfy(line -> assertThat(line).isEqualTo("Bank:me    (moves its counter)"))
        .anySatisfy(line -> assertThat(line).startsWith("Slow:me    ").contains("32 s"))
        .endsWith("q ends");
    assertThat(screen.shown.get(2))
        .anySatisfy(
            line -> assertThat(line).isEqualTo("AWS:alice  216102    [####################] 30 s"));
    assertThat(screen.shown)
        .allSatisfy(lines -> assertThat(lines).allSatisfy(l -> assertThat(l).hasSizeLessThan(80)));
  }

  @Test
  void watchingCostsCommandsOncePerPeriod() {
    bench.add("AWS:alice");
    MfaBench.Screen screen = screen();
    long before = bench.token.commands();
    for (int i = 0; i < 59; i++) {
      screen.second();
    }
    cli.ok("mfa", "watch");
    // SELECT and CALCULATE ALL, twice at most; the transaction may have ended in between
    assertThat(bench.token.commands() - before).isLessThanOrEqualTo(4);
  }

  @Test
  void tokensComeAndGoWhileTheyAreWatched() {
    bench.add("AWS:alice");
    VirtualToken other = cli.plug(Profile.YUBIKEY_5_7, 12, "");
    bench.add("GitHub:bob", RFC_SEED, "--token", "oath:serial=12");
    SimulatedReaders readers = (SimulatedReaders) cli.readers;
    readers.remove(other);
    MfaBench.Screen screen = screen();
    screen.then(() -> readers.insert(other), lines -> lines.contains("GitHub:bob"));
    screen.then(() -> readers.remove(other), lines -> !lines.contains("GitHub:bob"));
    cli.ok("mfa", "watch");
    assertThat(screen.shown.get(0)).hasSize(2).first().asString().contains("AWS:alice");
    assertThat(screen.shown)
        .anySatisfy(
            lines ->
                assertThat(String.join("\n", lines))
                    .contains("oath:serial=11:", "AWS:alice", "oath:serial=12:", "GitHub:bob"));
    assertThat(String.join("\n", screen.shown.get(screen.shown.size() - 1)))
        .contains("AWS:alice")
        .doesNotContain("GitHub:bob");
  }

  @Test
  void watchEndsWithTheLastToken() {
    bench.add("AWS:alice");
    SimulatedReaders readers = (SimulatedReaders) cli.readers;
    MfaBench.Screen screen = screen();
    screen.then(() -> readers.remove(bench.token), lines -> false);
    Cli.Result result = cli.run("mfa", "watch");
    assertFails(result, 6, "the last token was pulled out", "lug");
    assertThat(screen.closed).isEqualTo(1);
  }

  @Test
  void watchNeedsATerminalAndAToken() {
    bench.add("AWS:alice");
    assertFails(cli.run("mfa", "watch"), 2, "need a terminal", "countersign mfa list");
    cli.readers = new SimulatedReaders();
    assertFails(cli.run("mfa", "watch"), 3, "no reader and no token");
  }

  @Test
  void narrowAndLowScreensAreFilledAndNotOverfilled() {
    for (int i = 0; i < 12; i++) {
      bench.add("Issuer with a long name:account-with-a-long-name-%02d".formatted(i));
    }
    MfaBench.Screen screen = screen();
    screen.columns = 40;
    screen.rows = 8;
    screen.colour = true;
    cli.ok("mfa", "watch");
    assertThat(screen.shown.get(0))
        .hasSize(7)
        .anySatisfy(l -> assertThat(l).contains("7 lines more"));
    assertThat(screen.shown.get(0))
        .anySatisfy(l -> assertThat(l).contains("\u001B[32m", "\u001B[0m"));
    assertThat(screen.shown.get(0))
        .allSatisfy(
            line ->
                assertThat(line.replaceAll("\u001B\\[[0-9]*m", "")).hasSizeLessThanOrEqualTo(39));
  }
}
