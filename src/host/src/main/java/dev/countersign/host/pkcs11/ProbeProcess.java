package dev.countersign.host.pkcs11;

import com.sun.jna.Native;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts {@link ProbedModule} in a Java of its own. */
final class ProbeProcess {
  private static final int SIGNAL = 128;

  private ProbeProcess() {}

  /**
   * How it ended.
   *
   * @param started whether the module was loaded and started
   * @param killed how the process ended when the module ended it
   */
  record Result(boolean started, Optional<String> killed) {
    private static final Result NOT_TRIED = new Result(false, Optional.empty());

    private static Result killed(String how) {
      return new Result(false, Optional.of(how));
    }
  }

  static Result run(ModuleConfiguration configuration, Duration timeout) {
    Optional<List<String>> command = command();
    if (command.isEmpty()) {
      return Result.NOT_TRIED;
    }
    Process process;
    try {
      process =
          new ProcessBuilder(command.get())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return Result.NOT_TRIED;
    }
    try {
      tell(process, configuration);
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return Result.killed("it does not start within %d s".formatted(timeout.toSeconds()));
      }
      return result(process.exitValue());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Result.NOT_TRIED;
    } finally {
      process.destroyForcibly();
    }
  }

  private static Result result(int exitValue) {
    return switch (exitValue) {
      case ProbedModule.STARTED -> new Result(true, Optional.empty());
      // Whoever loads it here gets to know the same.
      case ProbedModule.REFUSED, ProbedModule.NOT_TRIED -> Result.NOT_TRIED;
      default ->
          Result.killed(
              "it ended the process that it was tried in (%s)"
                  .formatted(
                      exitValue > SIGNAL
                          ? "signal " + (exitValue - SIGNAL)
                          : "exit code " + exitValue));
    };
  }

  /** By a pipe, since arguments are for everyone to read. */
  private static void tell(Process process, ModuleConfiguration configuration) {
    try (DataOutputStream out = new DataOutputStream(process.getOutputStream())) {
      out.writeUTF(configuration.library());
      out.writeUTF(configuration.functionList());
      out.writeUTF(configuration.initialisation().orElse(""));
    } catch (IOException e) {
      // How it ended tells more.
    }
  }

  private static Optional<List<String>> command() {
    Path java =
        Path.of(
            System.getProperty("java.home"),
            "bin",
            File.separatorChar == '\\' ? "java.exe" : "java");
    Optional<String> own = location(ProbeProcess.class);
    Optional<String> jna = location(Native.class);
    if (!Files.isExecutable(java) || own.isEmpty() || jna.isEmpty()) {
      return Optional.empty();
    }
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            java.toString(),
            "-Xshare:auto",
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            // A crash leaves nothing behind.
            "-XX:-CreateCoredumpOnCrash",
            "-XX:+ErrorFileToStdout"));
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("jna.") || name.equals("java.io.tmpdir")) {
        command.add("-D" + name + "=" + System.getProperty(name));
      }
    }
    command.addAll(
        List.of("-cp", own.get() + File.pathSeparator + jna.get(), ProbedModule.class.getName()));
    return Optional.of(command);
  }

  /** The file or folder that a class comes from; empty when that is inside of another file. */
  private static Optional<String> location(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(source.getLocation().toURI()).toString());
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty();
    }
  }
}
