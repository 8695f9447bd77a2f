package dev.countersign.junit.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProgramTest {
  @TempDir private Path home;

  private Program shell() {
    return Program.of("sh", "dash", home);
  }

  @Test
  void givesInputArgumentsAndEnvironmentAndTakesBothOutputs() throws Exception {
    Program.Result result =
        shell()
            .with("GREETING", "hello")
            .input("world".getBytes(UTF_8))
            .run("-c", "cat; echo \" $GREETING $1 $HOME\"; echo oops >&2; exit 3", "sh", 7);
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.text()).isEqualTo("world hello 7 " + home + "\n");
    assertThat(result.errors()).isEqualTo("oops\n");
    try (var left = Files.list(home)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void failureSaysWhatWasPrinted() throws IOException, InterruptedException {
    Program.Result result = shell().run("-c", "echo why; exit 1");
    assertThatThrownBy(result::succeeded)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("why");
    assertThatThrownBy(() -> shell().fails("-c", "true")).isInstanceOf(AssertionError.class);
  }

  @Test
  void killsWhatDoesNotEndAndSaysWhatItPrinted() throws IOException {
    String command = "printf '%x' 48879; sleep 600"; // in hexadecimal it is not in the command
    boolean printed = false;
    // On a busy machine a shell may not get as far as printing in 300 ms.
    for (long millis = 300; !printed && millis < 20_000; millis *= 4) {
      Program impatient = shell().limit(Duration.ofMillis(millis));
      AssertionError error =
          catchThrowableOfType(AssertionError.class, () -> impatient.run("-c", command));
      assertThat(error).hasMessageContaining("did not end within");
      printed = error.getMessage().contains("beef");
    }
    assertThat(printed).isTrue();
    try (var left = Files.list(home)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void missingProgramNamesItsPackage() {
    assertThatThrownBy(() -> Program.of("no-such-program", "its-package", home))
        .hasMessageContaining("apt-get install its-package");
    assertThatThrownBy(() -> Program.library("libnothing.so", "its-package"))
        .hasMessageContaining("apt-get install its-package");
  }
}
