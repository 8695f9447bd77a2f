package dev.countersign.host.pin;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The settings of a terminal device, by the {@code stty} program. */
final class Stty {
  private final File device;

  Stty(File device) {
    this.device = device;
  }

  /** All settings, in a form that {@link #set} takes back. */
  String settings() throws IOException {
    return run("-g");
  }

  /** Changes settings. */
  void set(String... settings) throws IOException {
    run(settings);
  }

  /** Rows and columns, 0 where they are not known: {@code 24 80}. */
  String size() throws IOException {
    return run("size");
  }

  private String run(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add("stty");
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(device)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      said.writeBytes(process.getInputStream().readNBytes(1024));
      if (!process.waitFor(5, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("the terminal cannot be set with stty");
      }
      return said.toString(StandardCharsets.US_ASCII).strip();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
