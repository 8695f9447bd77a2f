package dev.countersign.cli.demo;

import dev.countersign.cli.CommandLineRun;
import dev.countersign.cli.ProgramPath;
import dev.countersign.cli.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A command that was run.
 *
 * @param exitCode how it ended
 * @param output what it printed on standard output
 * @param errors what it printed on standard error
 */
record Step(int exitCode, String output, String errors) {

  /** Runs one of our own commands, in this process, as if in that directory. */
  static Step run(Surroundings outer, Path directory, PluggedToken plugged, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Surroundings inner =
        outer.forDemo(
            stream(out),
            stream(err),
            Map.of("COUNTERSIGN_HOME", directory.toString()),
            () -> List.of(plugged.keptReaders()),
            plugged::keys);
    int code = CommandLineRun.run(inner, inDirectory(directory, arguments));
    return new Step(
        code,
        out.toString(StandardCharsets.UTF_8),
        err.toString(StandardCharsets.UTF_8).replace(directory + File.separator, ""));
  }

  /** Runs a program that is installed; empty when it is not. */
  static Optional<Step> external(Surroundings outer, Path directory, List<String> command)
      throws IOException {
    if (ProgramPath.find(outer.environment(), command.get(0)).isEmpty()) {
      return Optional.empty();
    }
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return Optional.of(new Step(process.waitFor(), output, ""));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroy();
      return Optional.empty();
    }
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  // A Java process cannot change its directory: the names of files are made whole.
  private static String[] inDirectory(Path directory, String[] arguments) {
    String[] whole = arguments.clone();
    for (int i = 1; i < whole.length; i++) {
      if (whole[i - 1].endsWith("-file")
          || whole[i - 1].equals("--from")
          || whole[i - 1].equals("--options")
          || whole[i - 1].equals("--out")
          || whole[i - 1].equals("--public-key")) {
        whole[i] = directory.resolve(whole[i]).toString();
      }
    }
    return whole;
  }
}
