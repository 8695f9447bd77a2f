package dev.countersign.junit.peers;

import dev.countersign.simulator.VirtualToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * The scenarios of {@code security_key.py} and {@code libfido2_key.py}: python-fido2 and libfido2
 * as Debian has them.
 */
final class PythonFido2 {
  /** The distribution's own: another one that comes first on the path has other libraries. */
  private static final String PYTHON = "/usr/bin/python3";

  private static final String MODULE = "/usr/lib/python3/dist-packages/fido2/__init__.py";
  private static final String SCRIPT = "security_key.py";
  private static final String LIBFIDO2_SCRIPT = "libfido2_key.py";

  private final Program python;
  private final Path home;
  private final Path root;

  /**
   * Finds the programs.
   *
   * @param home where the test's files are
   */
  PythonFido2(Path home) throws IOException {
    this(home, Map.of());
  }

  /**
   * The same with more environment variables.
   *
   * @param home where the test's files are
   */
  PythonFido2(Path home, Map<String, String> environment) throws IOException {
    Program.library(MODULE, "python3-fido2");
    Program plain = Program.of(PYTHON, "python3", home);
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      plain = plain.with(variable.getKey(), variable.getValue());
    }
    python = plain;
    this.home = home;
    root = Files.write(home.resolve("root.der"), VirtualToken.fidoAttestationRoot());
  }

  private Path script(String name) throws IOException {
    try (InputStream in = PythonFido2.class.getResourceAsStream(name)) {
      return Files.write(home.resolve(name), Objects.requireNonNull(in).readAllBytes());
    }
  }

  /** Runs a scenario with the key in a reader. */
  void nfc(String reader, String scenario) throws IOException, InterruptedException {
    python.succeeds(script(SCRIPT), "nfc", reader, scenario, root);
  }

  /** Runs a scenario with the key that is served at a port. */
  void hid(int port, String scenario) throws IOException, InterruptedException {
    python.succeeds(script(SCRIPT), "hid", port, scenario, root);
  }

  /** Runs a scenario of libfido2, called from Python, with the key that is served at a port. */
  void libfido2(int port, String scenario) throws IOException, InterruptedException {
    Program.library("libfido2.so.1", "libfido2-1");
    python.succeeds(script(LIBFIDO2_SCRIPT), port, scenario);
  }
}
