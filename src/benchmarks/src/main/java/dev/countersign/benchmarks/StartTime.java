package dev.countersign.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code bin/countersign --version} costs as a whole process beside {@code ykman --version},
 * started in turns.
 */
final class StartTime {
  /** The most that ours may cost of what theirs does. */
  private static final double BUDGET = 1.0;

  private static final double AIM = 0.7;

  private StartTime() {}

  static void print(PrintStream out, Path root, int rounds) throws IOException {
    out.printf(
        "%nWhole process, medians of %d in turns (budget: at most %.1f of ykman, aim %.1f)%n",
        rounds, BUDGET, AIM);
    String launcher = root.resolve("bin/countersign").toString();
    if (!Files.isExecutable(Path.of(launcher))) {
      out.println("  bin/countersign is not there");
      return;
    }
    boolean peer = WholeProcess.run(List.of("ykman", "--version"), null).isPresent();
    if (!peer) {
      out.println("  ykman is not installed: no ratio (Debian: apt install yubikey-manager)");
    }
    for (Map.Entry<String, Path> jdk : jdks().entrySet()) {
      print(out, jdk.getKey(), jdk.getValue(), launcher, peer, rounds);
    }
  }

  private static void print(
      PrintStream out, String name, Path home, String launcher, boolean peer, int rounds)
      throws IOException {
    List<String> ours = List.of(launcher, "--version");
    WholeProcess.run(
        ours, home); // builds where that has not been done, and makes the class archive
    if (WholeProcess.run(ours, home).isEmpty()) {
      out.printf("  %-7s  %s --version failed%n", name, launcher);
      return;
    }
    Samples own = new Samples(rounds);
    Samples other = new Samples(rounds);
    for (int i = 0; i < rounds; i++) {
      own.add(WholeProcess.run(ours, home).orElse(Long.MAX_VALUE));
      if (peer) {
        other.add(WholeProcess.run(List.of("ykman", "--version"), null).orElse(Long.MAX_VALUE));
      }
    }
    double ownMillis = own.medianMicros() / 1000;
    if (!peer) {
      out.printf("  %-7s  countersign %6.0f ms%n", name, ownMillis);
      return;
    }
    double otherMillis = other.medianMicros() / 1000;
    double ratio = ownMillis / otherMillis;
    out.printf(
        "  %-7s  countersign %6.0f ms   ykman %6.0f ms   ratio %.2f  %s%n",
        name, ownMillis, otherMillis, ratio, ratio <= BUDGET ? "ok" : "OVER");
  }

  /** The runtime of this process and a JDK 25 beside it, by name. */
  private static Map<String, Path> jdks() throws IOException {
    Map<String, Path> jdks = new LinkedHashMap<>();
    Path own = Path.of(System.getProperty("java.home"));
    jdks.put("JDK " + Runtime.version().feature(), own);
    Path place = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(place)) {
      try (Stream<Path> homes = Files.list(place)) {
        homes
            .sorted()
            .filter(home -> release(home).filter("25"::equals).isPresent())
            .findFirst()
            .ifPresent(home -> jdks.putIfAbsent("JDK 25", home));
      }
    }
    return jdks;
  }

  private static Optional<String> release(Path home) {
    try (Stream<String> lines = Files.lines(home.resolve("release"))) {
      return lines
          .filter(line -> line.startsWith("JAVA_VERSION=\""))
          .map(line -> line.replaceAll("JAVA_VERSION=\"([0-9]+).*", "$1"))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
