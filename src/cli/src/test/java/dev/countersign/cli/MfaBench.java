package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.Secret;
import dev.countersign.host.pin.Dialogue;
import dev.countersign.host.pin.LiveScreen;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A token at a time whose codes are known from elsewhere. */
final class MfaBench {
  /** 40 bytes in the form that AWS hands out; its codes below were made by oathtool. */
  static final String SEED = "AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQTCQKRMFYYDENBWHA5DYPSAIJCEMSCKJRH";

  static final Instant START = Instant.ofEpochSecond(1440937920);
  static final String CODE = "324738";
  static final String NEXT_CODE = "216102";

  /** The seed of [RFC4226] appendix D, and its first codes. */
  static final String RFC_SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

  static final List<String> HOTP_CODES = List.of("755224", "287082", "359152");

  final Cli cli;
  final VirtualToken token;

  MfaBench(Path directory) {
    this(directory, Profile.YUBIKEY_5_7);
  }

  MfaBench(Path directory, Profile profile) {
    cli = new Cli(directory);
    cli.clock.set(START);
    token = cli.plug(profile, 11, "");
  }

  /** Stores an account of that seed. */
  void add(String name, String seed, String... options) {
    List<String> arguments = new ArrayList<>(List.of("mfa", "add", name, "--from"));
    arguments.add(cli.file("seed", seed));
    arguments.addAll(List.of(options));
    cli.ok(arguments.toArray(String[]::new));
  }

  /** An account, plain in every way. */
  void add(String name) {
    add(name, SEED);
  }

  static void assertFails(Cli.Result result, int code, String... parts) {
    assertThat(result.code()).as(result.toString()).isEqualTo(code);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines().reduce((a, b) -> b).orElse(""))
        .startsWith("countersign: ")
        .contains(parts)
        .doesNotContain(SEED)
        .doesNotContain(CODE);
  }

  /** A person who answers this, whatever is asked. */
  static final class Answers implements Dialogue {
    final List<String> asked = new ArrayList<>();
    private final String answer;

    Answers(String answer) {
      this.answer = answer;
    }

    @Override
    public boolean confirms(String question) {
      asked.add(question);
      return answer.equals("yes");
    }

    @Override
    public Optional<Secret> hidden(String prompt, int maxBytes) {
      asked.add(prompt);
      return answer.isEmpty() ? Optional.empty() : Optional.of(Secret.copyOf(answer.toCharArray()));
    }
  }

  /** A screen of 80 columns on which a second goes by for each key that is waited for. */
  static final class Screen implements LiveScreen {
    final List<List<String>> shown = new ArrayList<>();
    private final Deque<Happening> happenings = new ArrayDeque<>();
    private Predicate<String> awaited = screen -> true;
    int closed;
    int rows = 24;
    int columns = 80;
    boolean colour;
    private final Cli cli;

    Screen(Cli cli) {
      this.cli = cli;
    }

    @Override
    public int columns() {
      return columns;
    }

    @Override
    public int rows() {
      return rows;
    }

    @Override
    public void show(List<String> lines) {
      shown.add(List.copyOf(lines));
    }

    /** What happens while a key is waited for, and what the screen shows sooner or later then. */
    private record Happening(Runnable action, Predicate<String> shown) {}

    /** Lets a second go by. */
    void second() {
      then(() -> {}, screen -> true);
    }

    /** Lets something happen, and waits until the screen shows it. */
    void then(Runnable action, Predicate<String> shown) {
      happenings.add(new Happening(action, shown));
    }

    @Override
    public Optional<Character> key() {
      if (!awaited.test(String.join("\n", shown.get(shown.size() - 1)))) {
        Thread.onSpinWait();
        return Optional.empty();
      }
      Happening next = happenings.poll();
      if (next == null) {
        return Optional.of('q');
      }
      cli.clock.advance(Duration.ofSeconds(1));
      awaited = next.shown();
      next.action().run();
      return Optional.empty();
    }

    @Override
    public boolean colour() {
      return colour;
    }

    @Override
    public void close() {
      closed++;
    }
  }
}
