package dev.countersign.host.pin;

import dev.countersign.device.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks at the terminal, whatever the standard streams are connected to. */
final class TerminalDialogue implements Dialogue {
  private final Terminal terminal;

  TerminalDialogue(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public boolean confirms(String question) throws IOException {
    byte @Nullable [] answer =
        terminal.readLine(Wording.printable(question) + "\nType yes to go on: ", true);
    return answer != null && new String(answer, StandardCharsets.UTF_8).strip().equals("yes");
  }

  @Override
  public Optional<Secret> hidden(String prompt, int maxBytes) throws IOException {
    byte @Nullable [] line = terminal.readLine(Wording.printable(prompt) + ": ", false, maxBytes);
    if (line == null) {
      return Optional.empty();
    }
    try {
      return line.length == 0 ? Optional.empty() : Optional.of(Secret.copyOf(line));
    } finally {
      Arrays.fill(line, (byte) 0);
    }
  }
}
