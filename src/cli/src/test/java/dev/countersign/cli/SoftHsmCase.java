package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.host.pkcs11.SoftHsm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a new token of SoftHSM, whose PIN is in a variable. */
abstract class SoftHsmCase {
  @TempDir Path directory;
  Cli cli;

  /** The label of the token. */
  String label;

  /** Its URI. */
  String token;

  /** The file of a message. */
  String message;

  @BeforeEach
  final void prepare() {
    cli = new Cli(directory);
    cli.modules = places -> SoftHsm.source();
    label = "t" + UUID.randomUUID().toString().substring(0, 8);
    token = "pkcs11:token=" + label;
    SoftHsm.create(label);
    cli.environment.put("HSM_PIN", SoftHsm.PIN);
    message = cli.file("message", "a message\n".getBytes(StandardCharsets.UTF_8));
  }

  /** Runs a command with the PIN. */
  final Cli.Result run(String... arguments) {
    return cli.run(withPin(arguments));
  }

  /** Runs a command with the PIN; what it printed. */
  final String ok(String... arguments) {
    return cli.ok(withPin(arguments));
  }

  private static String[] withPin(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--pin-env", "HSM_PIN"));
    return all.toArray(String[]::new);
  }

  /** It printed one line of error, with these parts, and nothing else. */
  static void assertFails(Cli.Result result, int code, String... parts) {
    assertThat(result.code()).as(result.toString()).isEqualTo(code);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines()).as(result.err()).hasSize(1);
    assertThat(result.err()).contains(parts);
  }
}
