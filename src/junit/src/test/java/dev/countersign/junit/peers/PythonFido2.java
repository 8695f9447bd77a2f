package dev.countersign.junit.peers;

import dev.countersign.simulator.VirtualToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** The scenarios of {@code security_key.py}: python-fido2 as Debian has it. */
final class PythonFido2 {
  /** The distribution's own: another one that comes first on the path has other libraries. */
  private static final String PYTHON = "/usr/bin/python3";

  private static final String MODULE = "/usr/lib/python3/dist-packages/fido2/__init__.py";
  private static final String SCRIPT = "security_key.py";

  private final Program python;
  private final Path script;
  private final Path root;

  /**
   * Puts the script where the test's files are.
   *
   * @param home that directory
   */
  PythonFido2(Path home) throws IOException {
    this(home, Map.of());
  }

  /**
   * The same with more environment variables.
   *
   * @param home that directory
   */
  PythonFido2(Path home, Map<String, String> environment) throws IOException {
    Program.library(MODULE, "python3-fido2");
    Program plain = Program.of(PYTHON, "python3", home);
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      plain = plain.with(variable.getKey(), variable.getValue());
    }
    python = plain;
    script = home.resolve(SCRIPT);
    root = home.resolve("root.der");
    try (InputStream in = PythonFido2.class.getResourceAsStream(SCRIPT)) {
      Files.write(script, Objects.requireNonNull(in).readAllBytes());
    }
    Files.write(root, VirtualToken.fidoAttestationRoot());
  }

  /** Runs a scenario with the key in a reader. */
  void nfc(String reader, String scenario) throws IOException, InterruptedException {
    python.succeeds(script, "nfc", reader, scenario, root);
  }

  /** Runs a scenario with the key that is served at a port. */
  void hid(int port, String scenario) throws IOException, InterruptedException {
    python.succeeds(script, "hid", port, scenario, root);
  }
}
