package dev.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code pin-source} may name. */
class PinSourceTest {
  @TempDir Path directory;

  private static PinRequest request(int attemptsLeft) {
    return new PinRequest(
        PinRequest.Kind.PIN,
        new Object(),
        () -> "pkcs11:token=prod",
        "sign",
        () -> OptionalInt.of(attemptsLeft));
  }

  private static String pin(PinEntry entry) {
    try (Secret secret = entry.enter(request(3))) {
      return new String(secret.bytes(), StandardCharsets.UTF_8);
    }
  }

  private Path write(String name, String text, String permissions) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private Path program(String text) throws IOException {
    return write("program", "#!/bin/sh\n" + text + "\n", "rwx------");
  }

  @Test
  void aFileIsNamedByItsPathOrAsAUri() throws IOException {
    Path file = write("pin 1", "271828\n", "rw-------");
    String path = file.toString().replace(" ", "%20");

    for (String source :
        List.of(file.toString(), "file:" + path, "file://" + path, "FILE://localhost" + path)) {
      assertThat(pin(PinSource.of(source))).as(source).isEqualTo("271828");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/pin",
        "file://server/share/pin",
        "file:/a b",
        "|",
        "|pass hsm",
        "|./pass",
        "a\0b"
      })
  void whatIsNeitherAFileHereNorAProgramIsRefused(String source) {
    assertThatThrownBy(() -> PinSource.of(source))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pin-source");
  }

  @Test
  void aProgramPrintsThePinAndIsGivenItsArguments() throws IOException {
    Path program = program("printf '%s\\nmore\\n' \"$2$1\"");

    assertThat(pin(PinSource.of("|" + program + "  1828 27"))).isEqualTo("271828");
  }

  @Test
  void aProgramReadsNothingOfOurs() throws IOException {
    assertThat(pin(PinSource.of("|" + program("cat; echo 271828")))).isEqualTo("271828");
  }

  @Test
  void aProgramThatFailsGivesNoPinWhateverItPrints() throws IOException {
    PinEntry entry = PinSource.of("|" + program("echo 271828; exit 3"));

    assertThatThrownBy(() -> entry.enter(request(3)))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageContaining("exit code 3")
        .hasMessageNotContaining("271828");
  }

  @Test
  void aProgramThatIsMissingOrPrintsNothingGivesNoPin() throws IOException {
    PinEntry missing = PinSource.of("|" + directory.resolve("missing"));
    assertThatThrownBy(() -> missing.enter(request(3))).hasMessageContaining("cannot be run");

    PinEntry silent = PinSource.of("|" + program("true"));
    assertThatThrownBy(() -> silent.enter(request(3))).hasMessageContaining("holds no PIN");
  }

  @Test
  void aProgramIsNotRunForTheLastTry() throws IOException {
    Path mark = directory.resolve("mark");
    PinEntry entry = PinSource.of("|" + program("touch " + mark + "; echo 271828"));

    assertThatThrownBy(() -> entry.enter(request(1)))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageContaining("one try is left");
    assertThat(mark).doesNotExist();
  }

  @Test
  void aProgramThatPrintsWithoutEndIsEnded() throws IOException {
    PinEntry entry = PinSource.of("|" + program("exec yes"));

    assertThatThrownBy(() -> entry.enter(request(3))).hasMessageContaining("more than 1024 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exec sleep 600", // prints nothing
        "echo 271828; exec sleep 600", // has printed it
        "echo 271828; sleep 600", // waits for another program
        "exec >&-; sleep 600" // has closed its output
      })
  void aProgramThatDoesNotEndIsEnded(String text) throws IOException {
    PinEntry entry = new PinProgram(List.of(program(text).toString()), Duration.ofMillis(500));
    long before = System.nanoTime();

    assertThatThrownBy(() -> entry.enter(request(3)))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageContaining("did not end within")
        .hasMessageNotContaining("271828");

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(60));
  }
}
