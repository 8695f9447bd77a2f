package dev.countersign.host.pin;

import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks at the terminal device, with echo off, whatever the standard streams are connected to. The
 * prompt says which token, what for and how many tries are left; before the last try the person
 * must type {@code yes}; what is to be set is asked for twice.
 */
public final class TerminalPin implements PinEntry {
  private final Supplier<Optional<Terminal>> terminal;

  /** Asks at the terminal that this program runs in. Nothing is opened yet. */
  public TerminalPin() {
    this(Terminal::find);
  }

  TerminalPin(Supplier<Optional<Terminal>> terminal) {
    this.terminal = terminal;
  }

  /**
   * Asks.
   *
   * @throws TokenException.PinNotGiven when there is no terminal, the person enters nothing, ends
   *     the input, does not consent to a last try, or mistypes a new PIN three times
   */
  @Override
  public Secret enter(PinRequest request) {
    String token = request.token().get();
    Terminal found = terminal.get().orElseThrow(() -> noTerminal(request, token));
    synchronized (Questions.ONE_AT_A_TIME) {
      // This talks to the token, so it comes before the person is waited for; and after whoever
      // was asked before, who may have used up tries.
      OptionalInt attempts =
          Wording.counted(request) ? request.attemptsLeft().get() : OptionalInt.empty();
      try {
        found.print(Wording.description(request, token, attempts) + "\n");
        return Wording.setsNew(request)
            ? enterNew(request, token, found)
            : enterKnown(request, token, attempts, found);
      } catch (IOException e) {
        throw new TokenException.PinNotGiven(
            token,
            request.purpose(),
            "the %s cannot be asked for at the terminal: %s"
                .formatted(request.kind().label(), e.getMessage()),
            "name a file with "
                + request.kind().fileOption()
                + ", or a pinentry program with COUNTERSIGN_PINENTRY");
      }
    }
  }

  private static Secret enterKnown(
      PinRequest request, String token, OptionalInt attempts, Terminal terminal)
      throws IOException {
    if (attempts.isPresent() && attempts.getAsInt() == 1) {
      consent(request, token, terminal);
    }
    byte[] entered = line(request, token, terminal, capitalised(request) + ": ");
    try {
      return Wording.secret(request, token, entered);
    } finally {
      Arrays.fill(entered, (byte) 0);
    }
  }

  private static void consent(PinRequest request, String token, Terminal terminal)
      throws IOException {
    String question = Wording.lastTry(request) + "\nType yes to go on: ";
    byte @Nullable [] answer = terminal.readLine(question, true);
    if (answer == null || !new String(answer, StandardCharsets.UTF_8).strip().equals("yes")) {
      throw Wording.notGiven(
          request, token, "the last try for the " + request.kind().label() + " was not consented");
    }
  }

  private static Secret enterNew(PinRequest request, String token, Terminal terminal)
      throws IOException {
    String label = capitalised(request);
    for (int round = 0; round < Wording.MAX_ROUNDS; round++) {
      byte[] first =
          line(request, token, terminal, "%s (%s): ".formatted(label, Wording.rule(request)));
      byte[] second = new byte[0];
      try {
        if (first.length == 0) {
          throw Wording.notGiven(request, token, "no " + request.kind().label() + " was entered");
        }
        if (!Wording.followsRule(request, first)) {
          terminal.print("It must have " + Wording.rule(request) + ".\n");
          continue;
        }
        second = line(request, token, terminal, label + " again: ");
        if (MessageDigest.isEqual(first, second)) {
          return Secret.copyOf(first);
        }
        terminal.print("The two are not the same.\n");
      } finally {
        Arrays.fill(first, (byte) 0);
        Arrays.fill(second, (byte) 0);
      }
    }
    throw Wording.notGiven(
        request,
        token,
        "no usable %s was entered in %d rounds"
            .formatted(request.kind().label(), Wording.MAX_ROUNDS));
  }

  private static byte[] line(PinRequest request, String token, Terminal terminal, String prompt)
      throws IOException {
    byte @Nullable [] line = terminal.readLine(prompt, false);
    if (line == null) {
      throw Wording.notGiven(request, token, "the " + request.kind().label() + " was not entered");
    }
    return line;
  }

  private static String capitalised(PinRequest request) {
    String label = request.kind().label();
    return Character.toUpperCase(label.charAt(0)) + label.substring(1);
  }

  private static TokenException.PinNotGiven noTerminal(PinRequest request, String token) {
    return new TokenException.PinNotGiven(
        token,
        request.purpose(),
        "the " + request.kind().label() + " is needed and there is no terminal to ask at",
        "name a file with "
            + request.kind().fileOption()
            + ", or a pinentry program with COUNTERSIGN_PINENTRY");
  }

  @Override
  public String toString() {
    return "TerminalPin";
  }
}
