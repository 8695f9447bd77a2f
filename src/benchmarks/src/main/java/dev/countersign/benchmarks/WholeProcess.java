package dev.countersign.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Programs that are started, waited for and timed as a whole. */
final class WholeProcess {
  private WholeProcess() {}

  /**
   * Runs a program to its end.
   *
   * @param javaHome the Java runtime that it shall use, if it is one of ours
   * @return how long that took, in nanoseconds; empty when it is not there or failed
   */
  static Optional<Long> run(List<String> command, @Nullable Path javaHome) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    if (javaHome != null) {
      builder.environment().put("JAVA_HOME", javaHome.toString());
    }
    try {
      long began = System.nanoTime();
      Process process = builder.start();
      process.getOutputStream().close();
      int status = process.waitFor();
      return status == 0 ? Optional.of(System.nanoTime() - began) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
