package dev.countersign.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stranger's program compiles against the jars and runs with them, on either path. */
class ConsumersTest {
  private static final Path SOURCES =
      Repository.root().resolve("src/architecture/src/test/resources/consumer");

  @TempDir Path directory;

  @Test
  void programOnTheClassPathSignsWithATokenKey() throws Exception {
    String path = joined(Artifacts.jars(Files.createDirectory(directory.resolve("jars"))));
    Path classes = directory.resolve("classes");
    run("javac", "-cp", path, "-d", classes.toString(), source("Program.java"));
    assertThat(run("java", "-cp", path + File.pathSeparator + classes, "consumer.Program"))
        .contains("SHA256withECDSA verified")
        .contains("in an unnamed module");
  }

  @Test
  void programOnTheModulePathSignsWithATokenKey() throws Exception {
    String path = joined(Artifacts.jars(Files.createDirectory(directory.resolve("jars"))));
    Path classes = directory.resolve("classes");
    run(
        "javac",
        "-p",
        path,
        "-d",
        classes.toString(),
        source("Program.java"),
        source("module-info.java"));
    assertThat(
            run(
                "java",
                "-p",
                path + File.pathSeparator + classes,
                "-m",
                "consumer/consumer.Program"))
        .contains("SHA256withECDSA verified")
        .contains("in module consumer");
  }

  private static String source(String name) throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow().toString();
    }
  }

  private static String joined(List<Path> entries) {
    return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  /** Runs a tool of the JDK that runs this test; its output, which goes with a failure. */
  private String run(String tool, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(directory, tool, ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    process.destroyForcibly();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended && process.exitValue() == 0).as("%s: %s", tool, text).isTrue();
    return text;
  }
}
