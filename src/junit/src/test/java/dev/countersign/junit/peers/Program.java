package dev.countersign.junit.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Somebody else's program, run with a home directory of the test's own. Secrets go on command lines
 * here, since they are those of a fresh token.
 */
public final class Program {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** What would lead a program to the settings of the person who runs the tests. */
  private static final List<String> PERSONAL =
      List.of(
          "GNUPGHOME", "OPENSC_CONF", "SSH_AUTH_SOCK", "SSH_ASKPASS", "DISPLAY", "WAYLAND_DISPLAY");

  private final String path;
  private final Path home;
  private final List<Object> first;
  private final Map<String, String> environment;
  private final byte[] input;
  private final Duration limit;

  /**
   * What a program did.
   *
   * @param output what it wrote to standard output
   * @param errors what it wrote to standard error
   */
  public record Result(String command, int exitCode, byte[] output, String errors) {

    /** Standard output as text. */
    public String text() {
      return new String(output, UTF_8);
    }

    /** Both outputs, for looking something up and for reports. */
    public String all() {
      return text() + errors;
    }

    /** Fails the test, with what was printed, unless the exit code is 0. */
    public Result succeeded() {
      assertThat(exitCode).as("exit code of %s, which printed:%n%s", command, all()).isZero();
      return this;
    }

    /** Fails the test, with what was printed, when the exit code is 0. */
    public Result failed() {
      assertThat(exitCode).as("exit code of %s, which printed:%n%s", command, all()).isNotZero();
      return this;
    }
  }

  private Program(
      String path,
      Path home,
      List<Object> first,
      Map<String, String> environment,
      byte[] input,
      Duration limit) {
    this.path = path;
    this.home = home;
    this.first = first;
    this.environment = environment;
    this.input = input;
    this.limit = limit;
  }

  /**
   * A program of the search path, or of the directories for administrators and for helpers, or at
   * an absolute path. Where it is missing the test is skipped; it fails where the variable CI is
   * set.
   *
   * @param debianPackage the package that it comes in
   * @param home its home directory and the place of its files, which the caller removes
   */
  public static Program of(String name, String debianPackage, Path home) {
    String missing = "%s is not installed (Debian: apt-get install %s)";
    Stream<String> directories =
        Stream.concat(
            Stream.of(System.getenv("PATH").split(File.pathSeparator)),
            Stream.of("/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/lib/gnupg", "/usr/libexec"));
    Optional<Path> found =
        directories
            .map(directory -> Path.of(directory).resolve(name))
            .filter(Files::isExecutable)
            .findFirst();
    String path = present(found, missing.formatted(name, debianPackage)).toString();
    return new Program(path, home, List.of(), Map.of(), new byte[0], LIMIT);
  }

  /**
   * A shared library, wherever the distribution puts it; errors as for {@link #of}.
   *
   * @param name its file name
   */
  public static Path library(String name, String debianPackage) throws IOException {
    List<Path> directories = new ArrayList<>();
    for (Path root :
        List.of(Path.of("/usr/lib"), Path.of("/usr/local/lib"), Path.of("/usr/lib64"))) {
      directories.add(root);
      if (Files.isDirectory(root)) {
        // Debian keeps libraries in a directory per architecture: x86_64-linux-gnu
        try (Stream<Path> inside = Files.list(root)) {
          inside
              .filter(d -> d.getFileName().toString().contains("-linux-gnu"))
              .forEach(directories::add);
        }
      }
    }
    Optional<Path> found =
        directories.stream()
            .flatMap(d -> Stream.of(d.resolve(name), d.resolve("pkcs11").resolve(name)))
            .filter(Files::isRegularFile)
            .findFirst();
    return present(
        found, "%s is not installed (Debian: apt-get install %s)".formatted(name, debianPackage));
  }

  private static Path present(Optional<Path> found, String problem) {
    if (found.isEmpty() && System.getenv("CI") != null) {
      fail(problem);
    }
    Assumptions.assumeTrue(found.isPresent(), problem);
    return found.orElseThrow();
  }

  /** Where it is. */
  public String path() {
    return path;
  }

  /** The same with arguments that come before those of each run. */
  Program always(Object... arguments) {
    List<Object> more = new ArrayList<>(first);
    more.addAll(List.of(arguments));
    return new Program(path, home, List.copyOf(more), environment, input, limit);
  }

  /** The same with one more environment variable. */
  Program with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new Program(path, home, first, Map.copyOf(more), input, limit);
  }

  /** The same with something to read from standard input, which is empty otherwise. */
  Program input(byte[] bytes) {
    return new Program(path, home, first, environment, bytes.clone(), limit);
  }

  /** The same with text to read from standard input. */
  Program input(String text) {
    return input(text.getBytes(UTF_8));
  }

  /** The same with another time limit than a minute. */
  Program limit(Duration longest) {
    return new Program(path, home, first, environment, input, longest);
  }

  /** Runs it and fails the test unless the exit code is 0. */
  Result succeeds(Object... arguments) throws IOException, InterruptedException {
    return run(arguments).succeeded();
  }

  /** Runs it and fails the test when the exit code is 0. */
  Result fails(Object... arguments) throws IOException, InterruptedException {
    return run(arguments).failed();
  }

  /**
   * Runs it to its end. After the time limit it is killed and the test fails.
   *
   * @param arguments whose text is passed on
   */
  public Result run(Object... arguments) throws IOException, InterruptedException {
    // Files, since whoever a program leaves running would hold the other end of a pipe.
    Path in = Files.createTempFile(home, "in", null);
    Path out = Files.createTempFile(home, "out", null);
    Path err = Files.createTempFile(home, "err", null);
    try {
      Files.write(in, input);
      ProcessBuilder builder = builder(arguments);
      Process process =
          builder
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      String command = String.join(" ", builder.command());
      try {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          kill(process);
          fail(
              "%s did not end within %s; it printed:%n%s%s"
                  .formatted(command, limit, Files.readString(out), Files.readString(err)));
        }
      } catch (InterruptedException e) {
        kill(process);
        throw e;
      }
      return new Result(
          command, process.exitValue(), Files.readAllBytes(out), Files.readString(err));
    } finally {
      Files.delete(in);
      Files.delete(out);
      Files.delete(err);
    }
  }

  private ProcessBuilder builder(Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(path);
    Stream.concat(first.stream(), Stream.of(arguments)).map(Object::toString).forEach(command::add);
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    PERSONAL.forEach(builder.environment()::remove);
    builder.environment().keySet().removeIf(variable -> variable.startsWith("XDG_"));
    builder.environment().putAll(Map.of("HOME", home.toString(), "LC_ALL", "C.UTF-8"));
    builder.environment().putAll(environment);
    return builder;
  }

  /** Kills a process and those that it started, and waits for its end. */
  private static void kill(Process process) throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }
}
