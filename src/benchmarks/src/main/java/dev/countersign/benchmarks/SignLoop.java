package dev.countersign.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The C program that signs in a loop, built by gcc, and waiting for what to sign. */
final class SignLoop implements AutoCloseable {
  private final Process process;
  private final Writer wanted;
  private final BufferedReader rates;

  private SignLoop(Process process) {
    this.process = process;
    this.wanted = process.outputWriter(StandardCharsets.US_ASCII);
    this.rates = process.inputReader(StandardCharsets.US_ASCII);
  }

  /** Builds and starts it; empty when there is no compiler. */
  static Optional<SignLoop> start(HsmBench bench) throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("countersign.root", "."));
    Path source = root.resolve("src/benchmarks/src/main/c/signloop.c");
    Path program = root.resolve("src/benchmarks/target/signloop");
    Files.createDirectories(program.resolveSibling("."));
    try {
      Process compiler =
          new ProcessBuilder(
                  "gcc",
                  "-O2",
                  "-w",
                  "-o",
                  program.toString(),
                  source.toString(),
                  "-ldl",
                  "-lpthread")
              .inheritIO()
              .start();
      if (compiler.waitFor() != 0) {
        return Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.of(
        new SignLoop(
            new ProcessBuilder(
                    List.of(
                        program.toString(),
                        bench.library().toString(),
                        HsmBench.TOKEN,
                        HsmBench.PIN))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()));
  }

  /**
   * What was measured.
   *
   * @param perSecond signatures of one second
   * @param made how many were made
   * @param cpuNanos the processor time that they took
   */
  record Rate(long perSecond, long made, long cpuNanos) {}

  /** Lets it sign in so many threads for so many milliseconds. */
  Rate rate(String label, long mechanism, int inputBytes, int threads, int millis)
      throws IOException {
    wanted.write("%s %d %d %d %d\n".formatted(label, mechanism, inputBytes, threads, millis));
    wanted.flush();
    String rate = rates.readLine();
    if (rate == null) {
      throw new IOException("the C loop ended");
    }
    String[] told = rate.split(" ", -1);
    return new Rate(
        Math.round(Double.parseDouble(told[0])),
        Long.parseLong(told[1]),
        1000 * Long.parseLong(told[2]));
  }

  @Override
  public void close() throws IOException {
    wanted.close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
