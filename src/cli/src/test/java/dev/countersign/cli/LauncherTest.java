package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, as it is installed. The first of these builds where that was not done yet. */
@Tag("native")
class LauncherTest {
  private static final Path LAUNCHER =
      Path.of("..", "..", "bin", "countersign").toAbsolutePath().normalize();

  @TempDir Path directory;

  private record Ended(int code, String out, String err) {}

  private Ended start(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("COUNTERSIGN_HOME", directory.resolve("home").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    int code = process.waitFor();
    return new Ended(code, Files.readString(out), Files.readString(err));
  }

  @Test
  void startsThroughSymbolicLinksFromAnotherDirectoryWithSpacesInIt() throws Exception {
    Path bin = Files.createDirectory(directory.resolve("my programs"));
    Path first = Files.createSymbolicLink(bin.resolve("first"), LAUNCHER);
    Path second = Files.createSymbolicLink(bin.resolve("second"), first.getFileName());
    Ended ended = start(Map.of(), List.of(second.toString(), "--version"));
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).isEqualTo("countersign 0.1.0\n");
  }

  @Test
  void demoEndsWithOpensslVerifyingTheSignature() throws Exception {
    Ended ended = start(Map.of(), List.of(LAUNCHER.toString(), "demo"));
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("Verified OK");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void passesArgumentsOnAsTheyAreAndEndsWithTheCodeOfTheCommand() throws Exception {
    Ended ended = start(Map.of(), List.of(LAUNCHER.toString(), "simulator", "show", "a b;$(id)"));
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).startsWith("countersign: a token's name has");
  }

  @Test
  void saysWhatIsMissingWhereThereIsNoJava() throws Exception {
    Ended ended =
        start(Map.of("JAVA_HOME", directory.toString()), List.of(LAUNCHER.toString(), "--version"));
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("there is no Java runtime in JAVA_HOME", "Set JAVA_HOME");
    assertThat(ended.err().lines()).hasSize(1);
  }

  @Test
  void refusesAnOldJava() throws Exception {
    Path bin = Files.createDirectories(directory.resolve("jdk").resolve("bin"));
    Files.writeString(bin.resolve("java"), "#!/bin/sh\nexit 1\n");
    assertThat(bin.resolve("java").toFile().setExecutable(true)).isTrue();
    Files.write(
        directory.resolve("jdk").resolve("release"),
        "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.2\"\n".getBytes(StandardCharsets.UTF_8));
    Ended ended =
        start(
            Map.of("JAVA_HOME", directory.resolve("jdk").toString()),
            List.of(LAUNCHER.toString(), "--version"));
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("is Java 11.0.2, which is too old");
  }

  /**
   * The whole way: a process that serves, the real pcscd, and another process that finds the token.
   */
  @Test
  @Timeout(120)
  void servesATokenToTheMachineUntilItIsEnded() throws Exception {
    String port = System.getenv("COUNTERSIGN_VPCD_PORT");
    assertThat(port).as("run bin/test, or native-config/pcscd-vpcd.sh").isNotNull();
    Map<String, String> none = Map.of();
    assertThat(start(none, command("simulator", "create", "demo", "--serial", "87654321")).code())
        .isZero();
    Path log = directory.resolve("serve.log");
    ProcessBuilder builder =
        new ProcessBuilder(command("simulator", "serve", "demo", "--vpcd", "127.0.0.1:" + port))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("COUNTERSIGN_HOME", directory.resolve("home").toString());
    Process serving = builder.start();
    try {
      awaitToken(true);
      assertThat(start(none, command("simulator", "pull", "demo")).err())
          .isEqualTo("demo is out of the reader.\n");
      awaitToken(false);
      assertThat(start(none, command("simulator", "insert", "demo")).code()).isZero();
      awaitToken(true);
      serving.destroy();
      assertThat(serving.waitFor(20, TimeUnit.SECONDS)).isTrue();
      awaitToken(false);
      assertThat(directory.resolve("home/simulator/demo/.control")).doesNotExist();
      assertThat(Files.readString(log)).contains("serial number 87654321", "Pulled.", "Inserted.");
    } finally {
      serving.destroyForcibly().waitFor();
    }
  }

  private static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Returns when the command that lists tokens shows it, or does not any more. */
  private void awaitToken(boolean there) throws IOException, InterruptedException {
    while (start(Map.of(), command("tokens")).out().contains("piv:serial=87654321") != there) {
      Thread.sleep(100);
    }
  }
}
