package dev.countersign.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that uses a token is killed at moments that nobody chose. It says what it is about to
 * do and what it has done, so that at most one command is in doubt: of that one the old state or
 * the new must be there, and of the retry counter nothing that a guess could gain from.
 */
@Tag("slow")
@Timeout(180)
class KilledProcessTest {
  private static final int KILLS = 20;
  private static final int MOST_LINES = 30;
  private static final int LONGEST_DELAY_MICROS = 4000;
  private static final String NAME = "victim";

  @TempDir private Path root;
  private TokenDirectory directory;
  private final Random moments = new Random(20261125);
  private State state = State.FACTORY;

  /** What is durable: tries of the PIN, its value, an object, a timeout of the configuration. */
  private record State(int tries, String pin, int object, int timeout) {
    static final State FACTORY = new State(3, "123456", -1, 0);

    /** What may be found after a command that was announced; the last is what it leads to. */
    List<State> during(String command) {
      String[] words = command.split(" ", -1);
      State guessed = new State(tries - 1, pin, object, timeout);
      return switch (words[0]) {
        case "wrong" -> List.of(this, guessed);
        case "right" -> List.of(this, guessed, new State(3, pin, object, timeout));
        case "pin" -> List.of(this, guessed, new State(3, words[1], object, timeout));
        case "object" -> List.of(this, new State(tries, pin, Integer.parseInt(words[1]), timeout));
        case "timeout" -> List.of(this, new State(tries, pin, object, Integer.parseInt(words[1])));
        default -> throw new AssertionError(command);
      };
    }
  }

  @Test
  void oldStateOrNewStateAndNoTryIsWon() throws Exception {
    directory = TokenDirectory.at(root);
    directory.create(NAME, Profile.YUBIKEY_5_7, OptionalLong.of(7));
    Set<String> killedIn = new TreeSet<>();
    int lines = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      List<String> said = runAndKill(kill * 1000);
      lines += said.size();
      Set<State> possible = Set.of(state);
      for (String line : said) {
        List<State> during = state.during(line.substring(line.indexOf(' ') + 1, line.length() - 1));
        if (line.startsWith("did ")) {
          state = during.get(during.size() - 1);
          possible = Set.of(state);
        } else {
          possible = Set.copyOf(during);
        }
      }
      if (possible.size() > 1) {
        killedIn.add(said.get(said.size() - 1));
      }
      state = examine(possible, said);
    }
    assertThat(lines).as("lines in all").isGreaterThan(2 * KILLS);
    assertThat(killedIn).as("commands that were interrupted").isNotEmpty();
  }

  /** What the process said until it was killed; a line that is not whole is left out. */
  private List<String> runAndKill(int number) throws Exception {
    Process process =
        OtherProcess.start(
            Changer.class, root.toString(), NAME, state.pin(), Integer.toString(number));
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("ready.");
      List<String> said = new ArrayList<>();
      int lines = moments.nextInt(MOST_LINES);
      for (int line = 0; line < lines; line++) {
        said.add(Objects.requireNonNull(out.readLine(), "the process ended by itself"));
      }
      TimeUnit.MICROSECONDS.sleep(moments.nextInt(LONGEST_DELAY_MICROS));
      process.toHandle().destroyForcibly(); // that of the process itself closes its output
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        said.add(line);
      }
      said.removeIf(line -> !line.endsWith("."));
      return said;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** Opens the token, which must not be damaged, and finds one of the possible states. */
  private State examine(Set<State> possible, List<String> said) throws Exception {
    try (VirtualToken token = directory.open(NAME)) {
      TestCard card = new TestCard(token).select();
      int tries = tries(card.send("00200080"));
      int object = Changer.number(card.whole("00CB3FFF055C035FC10A00"));
      String pin = "";
      if (tries == 0) {
        // Killed between taking the last try away and giving all back: blocked, never the reverse.
        pin = "123456";
        String puk = TestCard.PUK + TestCard.padded(pin);
        assertThat(card.send("002C008010" + puk)).isEqualTo("9000");
      } else {
        // One right guess gives all tries back; a wrong one after it would take one away again.
        pin =
            possible.stream()
                .filter(candidate -> candidate.tries() == tries)
                .map(State::pin)
                .distinct()
                .filter(candidate -> verifies(card, candidate))
                .findFirst()
                .orElse("");
      }
      TestCard.expectOk(card.send(Changer.SELECT_MANAGEMENT));
      String page = card.send("001D0000");
      int timeout = Integer.parseInt(page.substring(page.indexOf("0602") + 4).substring(0, 4), 16);

      String known = tries == 0 ? "any" : pin;
      assertThat(possible)
          .as("after %s, found %s tries, PIN %s, %s, %s", said, tries, known, object, timeout)
          .anyMatch(
              candidate ->
                  candidate.tries() == tries
                      && (tries == 0 || candidate.pin().equals(known))
                      && candidate.object() == object
                      && candidate.timeout() == timeout);
      return new State(3, pin, object, timeout);
    }
  }

  private static boolean verifies(TestCard card, String pin) {
    return card.send("0020008008" + TestCard.padded(pin)).equals("9000");
  }

  private static int tries(String answer) {
    return answer.equals("6983") ? 0 : Integer.parseInt(answer.substring(3), 16);
  }

  /** Uses the token for ever, a number at a time. */
  static final class Changer {
    static final String SELECT_MANAGEMENT = "00A4040008A000000527471117";
    private static final String OTHER_PIN = "654321";
    private final TestCard card;

    private Changer(TestCard card) {
      this.card = card;
    }

    /** Arguments: directory, name, present PIN, first number. */
    public static void main(String[] arguments) throws Exception {
      VirtualToken token = TokenDirectory.at(Path.of(arguments[0])).open(arguments[1]);
      Changer changer = new Changer(new TestCard(token));
      System.out.println("ready.");
      String pin = arguments[2];
      for (int number = Integer.parseInt(arguments[3]); ; number++) {
        pin = changer.round(number, pin);
      }
    }

    private String round(int number, String pin) {
      String value = TestCard.padded(pin);
      card.select().manage();
      run("wrong", "0020008008393939393939FFFF", "63C");
      run("object " + number, "00DB3FFF" + object(number), "9000");
      run("right", "0020008008" + value, "9000");
      String other = pin.equals(OTHER_PIN) ? "123456" : OTHER_PIN;
      run("pin " + other, "0024008010" + value + TestCard.padded(other), "9000");
      run("wrong", "0020008008393939393939FFFF", "63C");
      run("wrong", "0020008008393939393939FFFF", "63C");
      TestCard.expectOk(card.send(SELECT_MANAGEMENT));
      int timeout = number % 0x10000;
      run("timeout " + timeout, "001C0000" + "05" + "040602%04X".formatted(timeout), "9000");
      card.select();
      run("right", "0020008008" + TestCard.padded(other), "9000");
      return other;
    }

    private void run(String what, String command, String status) {
      System.out.println("do " + what + ".");
      String answer = card.send(command);
      if (!answer.startsWith(status)) {
        throw new IllegalStateException(what + " was answered " + answer);
      }
      System.out.println("did " + what + ".");
    }

    /** An object that takes more than one page of the disk to write, the same number throughout. */
    private static String object(int number) {
      String value = "%08X".formatted(number).repeat(700);
      String data = "5C035FC10A5382%04X".formatted(value.length() / 2) + value;
      return "00%04X".formatted(data.length() / 2) + data;
    }

    /** The number in an object, -1 when there is no object; a mixed one fails. */
    static int number(String answer) {
      if (answer.equals("6A82")) {
        return -1;
      }
      String value = answer.substring(8, answer.length() - 4);
      assertThat(value).hasSize(5600).isEqualTo(value.substring(0, 8).repeat(700));
      return Integer.parseInt(value.substring(0, 8), 16);
    }
  }
}
