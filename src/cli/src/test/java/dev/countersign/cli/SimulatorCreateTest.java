package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.Profile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever makes a simulated token is told a next command that this very profile knows. */
class SimulatorCreateTest {
  private static final String NEXT = "Next: countersign ";

  /** Of every card that has not been set up, which those that do not tell have to be given. */
  private static final String MANAGEMENT_KEY = "0102030405060708".repeat(3) + "\n";

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Profile.class)
  void nextCommandWorksWithTheProfile(Profile profile) {
    Cli cli = new Cli(directory);
    Cli.Result made = cli.run("simulator", "create", "new", "--profile", profile.externalName());
    assertThat(made.code()).as(made.toString()).isZero();
    String next =
        made.err().lines().filter(line -> line.startsWith(NEXT)).findFirst().orElseThrow();
    List<String> command = new ArrayList<>(List.of(next.substring(NEXT.length()).split(" ")));
    if (command.contains("pin") || command.contains("setup")) {
      command.addAll(List.of("--new-pin-file", cli.file("new.txt", "482915\n")));
    }
    if (command.contains("setup")) {
      command.addAll(List.of("--pin-file", cli.file("pin.txt", Cli.FACTORY_PIN + "\n")));
      command.addAll(List.of("--puk-file", cli.file("puk.txt", "12345678\n")));
      command.addAll(List.of("--management-key-file", cli.file("key.txt", MANAGEMENT_KEY)));
    }
    Cli.Result result = cli.run(command.toArray(String[]::new));
    assertThat(result.code()).as(command + ": " + result).isZero();
  }
}
