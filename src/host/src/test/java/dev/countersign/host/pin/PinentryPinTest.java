package dev.countersign.host.pin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Against a program that follows a script and writes down what it was told. */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the fake program is a shell script")
class PinentryPinTest {
  private static final Duration PATIENCE = Duration.ofSeconds(50);
  @TempDir Path directory;

  /** A pinentry whose answers to GETPIN and CONFIRM are the given lines of shell, in turn. */
  private Path program(String... answers) throws IOException {
    StringBuilder script = new StringBuilder("#!/bin/sh\necho 'OK Pleased to meet you'\nn=0\n");
    script.append("while read -r line; do\n  echo \"$line\" >> '").append(log()).append("'\n");
    script.append("  case $line in\n  GETPIN|CONFIRM) n=$((n+1)); case $n in\n");
    for (int i = 0; i < answers.length; i++) {
      script.append("    ").append(i + 1).append(") ").append(answers[i]).append(" ;;\n");
    }
    script.append("    *) echo 'ERR 1' ;;\n    esac ;;\n");
    script.append("  OPTION*) echo 'ERR 83886254 Unknown option' ;;\n  *) echo OK ;;\n");
    script.append("  esac\ndone\n");
    return write(script.toString());
  }

  private Path write(String script) throws IOException {
    Path file = directory.resolve("pinentry");
    Files.writeString(file, script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }

  private Path log() {
    return directory.resolve("log");
  }

  private static PinentryPin entry(Path program) {
    return new PinentryPin(program, Map.of(), PATIENCE);
  }

  private static Secret enter(Path program, PinRequest.Kind kind) {
    return entry(program).enter(Requests.of(kind));
  }

  @Test
  void saysWhichTokenWhatForAndHowManyTries() throws IOException {
    Path program = program("echo 'D 123456'; echo OK");
    assertThat(Requests.text(enter(program, PinRequest.Kind.PIN))).isEqualTo("123456");
    assertThat(Files.readString(log()))
        .contains(
            "SETDESC piv:serial=12345678: PIN to sign with slot 9c (3 tries left)\n",
            "SETPROMPT PIN:\n");
  }

  @Test
  void decodesPercentEscapesAndSeveralDataLines() throws IOException {
    Path program = program("echo '# hello'; echo 'S X'; echo 'D 12%2534'; echo 'D 5%41'; echo OK");
    assertThat(Requests.text(enter(program, PinRequest.Kind.PIN))).isEqualTo("12%345A");
  }

  @Test
  void escapesWhatItSays() {
    assertThat(AssuanClient.escaped("100%\r\nBYE\u0007")).isEqualTo("100%25%0D%0ABYE%07");
    assertThat(AssuanClient.escaped("é".repeat(2000)).length()).isLessThan(460);
  }

  @Test
  void takesCancelForNoPin() throws IOException {
    Path program = program("echo 'ERR 83886179 Operation cancelled <Pinentry>'");
    assertThatThrownBy(() -> enter(program, PinRequest.Kind.PIN))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageContaining("cancelled");
  }

  @Test
  void takesAnEmptyAnswerForNoPin() throws IOException {
    Path program = program("echo OK");
    assertThatThrownBy(() -> enter(program, PinRequest.Kind.PIN))
        .isInstanceOf(TokenException.PinNotGiven.class);
  }

  @Test
  void asksForConsentBeforeTheLastTry() throws IOException {
    PinRequest last = Requests.of(PinRequest.Kind.PIN, OptionalInt.of(1));
    Path willing = program("echo OK", "echo 'D 123456'; echo OK");
    assertThat(Requests.text(entry(willing).enter(last))).isEqualTo("123456");
    assertThat(Files.readString(log())).contains("CONFIRM", "the PIN is blocked");
    Path unwilling = program("echo 'ERR 83886194 Not confirmed'", "echo 'D 123456'; echo OK");
    Files.delete(log());
    assertThatThrownBy(() -> entry(unwilling).enter(last))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageContaining("not consented");
    assertThat(Files.readString(log())).doesNotContain("GETPIN");
  }

  @Test
  void asksForANewPinTwice() throws IOException {
    Path program =
        program(
            "echo 'D 12'; echo OK",
            "echo 'D 123456'; echo OK",
            "echo 'D 654321'; echo OK",
            "echo 'D 246824'; echo OK",
            "echo 'D 246824'; echo OK");
    assertThat(Requests.text(enter(program, PinRequest.Kind.NEW_PIN))).isEqualTo("246824");
    assertThat(Files.readString(log()))
        .contains("SETERROR It must have 6 to 8 characters", "SETERROR The two are not the same");
  }

  @Test
  void givesUpAfterThreeRoundsOfANewPin() throws IOException {
    String tooShort = "echo 'D 1'; echo OK";
    Path program = program(tooShort, tooShort, tooShort, "echo 'D 123456'; echo OK");
    assertThatThrownBy(() -> enter(program, PinRequest.Kind.NEW_PIN))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageContaining("3 rounds");
  }

  @Test
  void readsAManagementKeyInHexadecimal() throws IOException {
    Path program = program("echo 'D 0aFF'; echo OK");
    assertThat(Requests.hex(enter(program, PinRequest.Kind.MANAGEMENT_KEY))).isEqualTo("0aff");
  }

  @Test
  void killsAProgramThatNobodyAnswers() throws IOException {
    Path pid = directory.resolve("pid");
    Path program = write("#!/bin/sh\necho $$ > '" + pid + "'\necho OK\nsleep 1000\n");
    PinentryPin impatient = new PinentryPin(program, Map.of(), Duration.ofMillis(400));
    assertThatThrownBy(() -> impatient.enter(Requests.of(PinRequest.Kind.PIN)))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageContaining("in time");
    // On a busy machine it may have been killed before it wrote its number.
    String number = Files.exists(pid) ? Files.readString(pid).strip() : "";
    if (!number.isEmpty()) {
      ProcessHandle.of(Long.parseLong(number)).ifPresent(handle -> handle.onExit().join());
    }
  }

  @Test
  void leavesNoProgramBehindAfterAnAnswer() throws IOException {
    Path pid = directory.resolve("pid");
    Path program = program("echo $$ > '" + pid + "'; echo 'D 123456'; echo OK");
    enter(program, PinRequest.Kind.PIN).close();
    ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
        .ifPresent(handle -> handle.onExit().join());
  }

  @Test
  void saysThatTheProgramEndedOrSpeaksNoAssuan() throws IOException {
    String endless = "yes 123456789 | tr -d '\\n'";
    for (String script : List.of("exit 1", "echo hello", endless, "yes 'S x'", "echo 'D %4'")) {
      Path program = write("#!/bin/sh\n" + script + "\n");
      assertThatThrownBy(() -> enter(program, PinRequest.Kind.PIN))
          .as(script)
          .isInstanceOf(TokenException.PinNotGiven.class)
          .hasMessageContaining("pinentry")
          .hasMessageNotContaining("123456789");
    }
  }

  @Test
  void saysThatTheProgramCannotBeRun() {
    assertThatThrownBy(() -> enter(directory.resolve("absent"), PinRequest.Kind.PIN))
        .isInstanceOfSatisfying(
            TokenException.PinNotGiven.class,
            e -> assertThat(e.remedy()).contains("COUNTERSIGN_PINENTRY"));
  }

  @Test
  void tellsTheProgramWhereThePersonIs() {
    assertThat(
            PinentryProcess.options(
                Map.of("TERM", "xterm", "LANG", "de_DE.UTF-8", "LC_ALL", ""),
                Optional.of("/dev/pts/3")))
        .containsExactly("ttyname=/dev/pts/3", "ttytype=xterm", "lc-ctype=de_DE.UTF-8");
    assertThat(PinentryProcess.options(Map.of("TERM", "xterm"), Optional.empty())).isEmpty();
  }

  @Test
  void choosesByVariableThenTerminalThenDisplay() throws IOException {
    Path program = write("#!/bin/sh\n");
    String path = directory.toString();
    assertThat(
            PinEntries.interactive(Map.of("COUNTERSIGN_PINENTRY", program.toString()), () -> true))
        .hasToString("PinentryPin[" + program + "]");
    assertThat(
            PinEntries.interactive(
                Map.of("COUNTERSIGN_PINENTRY", "pinentry", "PATH", "/nowhere:" + path), () -> true))
        .hasToString("PinentryPin[" + program + "]");
    assertThat(PinEntries.interactive(Map.of("DISPLAY", ":0", "PATH", path), () -> true))
        .hasToString("TerminalPin");
    assertThat(PinEntries.interactive(Map.of("DISPLAY", ":0", "PATH", path), () -> false))
        .hasToString("PinentryPin[" + program + "]");
  }

  @Test
  void saysWhatToDoWhereNobodyCanBeAsked() {
    assertThatThrownBy(
            () ->
                PinEntries.interactive(Map.of("PATH", "/nowhere"), () -> false)
                    .enter(Requests.of(PinRequest.Kind.PIN)))
        .isInstanceOfSatisfying(
            TokenException.PinNotGiven.class, e -> assertThat(e.remedy()).contains("--pin-file"));
    assertThatThrownBy(
            () ->
                PinEntries.interactive(Map.of("COUNTERSIGN_PINENTRY", "/no/such"), () -> true)
                    .enter(Requests.of(PinRequest.Kind.PIN)))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageContaining("/no/such");
  }

  @Test
  void twoThreadsAskOneAfterTheOther() throws Exception {
    Path typed = directory.resolve("typed");
    Path program =
        program(
            "while [ ! -e '%s' ]; do sleep 0.05; done; echo 'D 123456'; echo OK".formatted(typed));
    List<String> entered = new CopyOnWriteArrayList<>();
    Runnable asking =
        () -> entered.add(Requests.text(entry(program).enter(Requests.of(PinRequest.Kind.PIN))));
    Thread one = new Thread(asking);
    one.start();
    while (!Files.exists(log()) || !Files.readString(log()).contains("GETPIN")) {
      Thread.onSpinWait();
    }
    Thread other = new Thread(asking);
    other.start();
    while (other.getState() != Thread.State.BLOCKED) {
      Thread.onSpinWait();
    }
    assertThat(Files.readString(log())).containsOnlyOnce("SETDESC");
    Files.createFile(typed);
    one.join();
    other.join();
    assertThat(entered).containsExactly("123456", "123456");
  }
}
