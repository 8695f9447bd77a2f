package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.host.time.TimeAnswer;
import dev.countersign.simulator.Profile;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What doctor says of the clock that codes are made by. */
class DoctorClockTest {
  @TempDir Path directory;
  private Cli cli;

  @BeforeEach
  void prepare() {
    cli = new Cli(directory);
    cli.plug(Profile.YUBIKEY_5_7, 11, "");
  }

  private void off(String offset) {
    cli.time =
        new TimeAnswer.Compared(
            Duration.parse(offset), Duration.ofMillis(20), Duration.ofMillis(12));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PT0S      | OK      | like that of time.aws.com (measured within 0.02 s)",
        "PT0.015S  | OK      | like that of time.aws.com",
        "PT0.999S  | OK      | 1.00 s ahead of time.aws.com",
        "PT-0.5S   | OK      | 0.50 s behind time.aws.com (measured within 0.02 s)",
        "PT1S      | WARNING | 1.00 s ahead of time.aws.com (measured within 0.02 s): codes may",
        "PT-30S    | WARNING | 30 s behind time.aws.com",
        "PT30.001S | PROBLEM | 31 s ahead of time.aws.com",
        "PT60S     | PROBLEM | AWS still takes them",
        "PT-60.1S  | PROBLEM | now and then also by AWS",
        "PT90S     | PROBLEM | 90 s ahead of time.aws.com (measured within 0.02 s): codes will be",
        "PT-3M     | PROBLEM | 3 minutes behind",
        "PT5H      | PROBLEM | 5 hours ahead",
        "PT-90000H | PROBLEM | 3750 days behind",
      })
  void driftAndWhatItDoes(String offset, String level, String message) {
    off(offset);
    Cli.Result result = cli.run("doctor");
    assertThat(result.out()).contains("%-8s clock: ".formatted(level)).contains(message);
    assertThat(result.code()).isEqualTo(level.equals("PROBLEM") ? 1 : 0);
    if (!level.equals("OK")) {
      assertThat(result.out()).contains("-> turn on time synchronisation: ", "mfa pair");
    }
  }

  @Test
  void nobodyAnswersAndThatIsNoProblem() {
    cli.time = new TimeAnswer.Silent("it did not answer within 2 s");
    assertThat(cli.ok("doctor"))
        .contains("NOTE     clock: not compared with time.aws.com: it did not answer within 2 s")
        .contains("-> name another server with --time-source, or none");
    assertThat(cli.ok("doctor", "--json"))
        .contains("\"healthy\" : true", "\"level\" : \"note\"", "\"subject\" : \"clock\"");
  }

  @Test
  void nonsenseIsToldAndNotBelieved() {
    cli.time = new TimeAnswer.Unbelievable("its own clock is not set");
    assertThat(cli.ok("doctor"))
        .contains("WARNING  clock: not compared, since the answer of time.aws.com is not believed")
        .contains("its own clock is not set");
  }

  @Test
  void otherSourceOrNone() {
    off("PT0S");
    assertThat(cli.ok("doctor", "--time-source", "ntp.example.com:124"))
        .contains("like that of ntp.example.com:124");
    assertThat(cli.ok("doctor", "--time-source", "none")).doesNotContain("clock");
    cli.environment.put("COUNTERSIGN_TIME_SOURCE", "[2001:db8::1]");
    assertThat(cli.ok("doctor")).contains("like that of [2001:db8::1]");
    cli.environment.put("COUNTERSIGN_TIME_SOURCE", "none");
    assertThat(cli.ok("doctor")).doesNotContain("clock");
    assertThat(cli.ok("doctor", "--time-source", "ntp.example.com")).contains("ntp.example.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "ntp.example.com:0", "ntp.example.com:70000", "http://x", ""})
  void whatIsNoSource(String source) {
    Cli.Result result = cli.run("doctor", "--time-source", source);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("--time-source: ", "Give HOST, HOST:PORT or none");
    assertThat(result.out()).isEmpty();
  }

  @Test
  void whatIsNoSourceInTheVariable() {
    cli.environment.put("COUNTERSIGN_TIME_SOURCE", "no such thing");
    Cli.Result result = cli.run("doctor");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).contains("PROBLEM  clock: COUNTERSIGN_TIME_SOURCE: ", "unset it");
  }
}
