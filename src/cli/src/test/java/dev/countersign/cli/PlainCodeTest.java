package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.mfa.PlainCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code mfa code} without the command parser says what it says with it. */
class PlainCodeTest {
  @TempDir Path directory;
  private MfaBench bench;
  private Cli cli;

  @BeforeEach
  void prepare() {
    bench = new MfaBench(directory);
    cli = bench.cli;
    bench.add("AWS:alice@123456789012");
    bench.add("GitHub:bob");
  }

  /** An option that is the default leads through the parser. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "mfa code AWS:alice@123456789012",
        "mfa code bob",
        "mfa code",
        "mfa code nobody",
        "mfa code oath:account=GitHub:bob",
        "mfa code oath:nonsense=1",
        "mfa code JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
      })
  void bothWaysSayTheSame(String line) {
    List<String> plain = List.of(line.split(" "));
    assertThat(recognised(plain)).isTrue();
    List<String> parsed = new ArrayList<>(plain);
    parsed.add("--last-attempt");
    assertThat(recognised(parsed)).isFalse();
    Cli.Result result = cli.run(plain.toArray(String[]::new));
    assertThat(result).isEqualTo(cli.run(parsed.toArray(String[]::new)));
    assertThat(result.out().isEmpty()).isEqualTo(result.code() != 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mfa code -h",
        "mfa code --json",
        "mfa code @arguments",
        "mfa code AWS:alice extra",
        "mfa list",
        "mfa",
        "otp code",
        "--json mfa code"
      })
  void everythingElseIsForTheParser(String line) {
    assertThat(recognised(List.of(line.split(" ")))).isFalse();
  }

  @Test
  void emptyQueryIsForTheParser() {
    assertThat(recognised(List.of("mfa", "code", ""))).isFalse();
  }

  private boolean recognised(List<String> arguments) {
    Invocation invocation = new Invocation(Surroundings.ofProcess(), new GlobalOptions());
    return PlainCode.recognise(invocation, arguments.toArray(String[]::new)).isPresent();
  }
}
