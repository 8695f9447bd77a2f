package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.Secret;
import dev.countersign.host.pin.Dialogue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two slots that write down what they are told, and somebody at the terminal. */
abstract class OtpProgramCase {
  static final String KEY = "000102030405060708090a0b0c0d0e0f10111213";
  static final String NO_CODES = " codes ->-";

  @TempDir Path directory;
  final FakeSlots slots = new FakeSlots();
  Cli cli;

  @BeforeEach
  void prepare() {
    cli = new Cli(directory);
    cli.readers = slots;
  }

  @AfterEach
  void forget() {
    slots.close();
  }

  Cli.Result program(String line) {
    List<String> arguments = new ArrayList<>(List.of("otp", "program"));
    arguments.addAll(List.of(line.split(" ")));
    return cli.run(arguments.toArray(String[]::new));
  }

  void programs(String line, String done) {
    Cli.Result result = program(line);
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(slots.done).last().isEqualTo(done);
  }

  void refuses(String line, int code, String... parts) {
    Cli.Result result = program(line);
    assertThat(result.code()).as(result.toString()).isEqualTo(code);
    assertThat(result.err().lines()).as(result.err()).hasSize(1);
    assertThat(result.err()).startsWith("countersign: ").contains(parts);
    assertThat(result.out()).isEmpty();
    assertThat(slots.done).isEmpty();
  }

  /** Somebody at the terminal. */
  static final class Person implements Dialogue {
    final List<String> asked = new ArrayList<>();
    private final String typed;
    private final boolean agrees;

    Person(String typed, boolean agrees) {
      this.typed = typed;
      this.agrees = agrees;
    }

    @Override
    public boolean confirms(String question) {
      asked.add(question);
      return agrees;
    }

    @Override
    public Optional<Secret> hidden(String prompt, int maxBytes) {
      asked.add(prompt);
      return typed.isEmpty() ? Optional.empty() : Optional.of(Secret.copyOf(typed.toCharArray()));
    }
  }
}
