package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.Secret;
import dev.countersign.host.pin.Dialogue;
import dev.countersign.relyingparty.store.InMemoryStateStore;
import dev.countersign.relyingparty.webauthn.Caller;
import dev.countersign.relyingparty.webauthn.Ceremonies;
import dev.countersign.relyingparty.webauthn.Policy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Commands about security keys, with a site that registers them. */
abstract class FidoCase {
  static final String PIN = "garden-path";
  static final String RP_ID = "signin.example.com";
  static final String ORIGIN = "https://signin.example.com";

  @TempDir Path directory;
  Cli cli;
  String pin;
  Ceremonies site;

  @BeforeEach
  void prepare() {
    cli = new Cli(directory);
    pin = cli.file("pin.txt", PIN + "\n");
    site =
        new Ceremonies(
            Policy.usual(RP_ID, "Example", "123456789012", ORIGIN),
            new InMemoryStateStore(),
            cli.clock,
            new SecureRandom());
  }

  static Caller caller(String user) {
    return Caller.of("session of " + user, user);
  }

  Cli.Result fido(String line) {
    List<String> arguments = new ArrayList<>(List.of("fido"));
    arguments.addAll(List.of(line.split(" ")));
    return cli.run(arguments.toArray(String[]::new));
  }

  /** Runs a command that has to work; what it printed on standard output. */
  String ok(String line) {
    Cli.Result result = fido(line);
    assertThat(result.code()).as(line + ": " + result).isZero();
    return result.out();
  }

  /** Runs a command that has to fail in one line that says this, and prints no result. */
  void refuses(String line, int code, String... parts) {
    Cli.Result result = fido(line);
    assertThat(result.code()).as(line + ": " + result).isEqualTo(code);
    assertThat(result.err().lines().filter(text -> text.startsWith("countersign: ")))
        .as(result.err())
        .hasSize(1);
    assertThat(result.err()).contains(parts).doesNotContain("internal error");
    assertThat(result.out()).isEmpty();
  }

  void setPin() {
    ok("pin set --new-pin-file " + pin);
  }

  /** The beginning of a ceremony at the site, in a file. */
  String creation(String user) {
    return cli.file("create.json", site.beginRegistration(caller(user), user).options());
  }

  String request(Caller caller) {
    return cli.file("get.json", site.beginAssertion(caller).options());
  }

  String page(String options) {
    return " --options " + options + " --origin " + ORIGIN + " --pin-file " + pin;
  }

  /** Registers the key that is plugged in. */
  void register(String user) {
    String response = ok("register" + page(creation(user)));
    assertThat(site.finishRegistration(caller(user), "blue", response).accepted()).isTrue();
  }

  /** Somebody at the terminal. */
  static final class Person implements Dialogue {
    final List<String> asked = new ArrayList<>();
    private final boolean answer;

    Person(boolean answer) {
      this.answer = answer;
    }

    @Override
    public boolean confirms(String question) {
      asked.add(question);
      return answer;
    }

    @Override
    public Optional<Secret> hidden(String prompt, int maxBytes) {
      throw new AssertionError("asked for " + prompt);
    }
  }
}
