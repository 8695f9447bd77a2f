package dev.countersign.host.pin;

import dev.countersign.device.Secret;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The console as Java sees it, for systems without a terminal device. */
final class ConsoleTerminal implements Terminal {
  private final Console console;

  private ConsoleTerminal(Console console) {
    this.console = console;
  }

  static Optional<Terminal> find() {
    return Optional.ofNullable(System.console()).map(ConsoleTerminal::new);
  }

  @Override
  public void print(String text) {
    console.writer().print(text);
    console.writer().flush();
  }

  @Override
  public byte @Nullable [] readLine(String prompt, boolean echo, int maxBytes) throws IOException {
    print(prompt);
    if (echo) {
      @Nullable String line = console.readLine();
      return line == null ? null : line.getBytes(StandardCharsets.UTF_8);
    }
    char @Nullable [] line = console.readPassword();
    if (line == null) {
      return null;
    }
    try (Secret encoded = Secret.copyOf(line)) {
      if (encoded.length() > maxBytes) {
        throw new IOException("a line of more than " + maxBytes + " bytes");
      }
      return encoded.bytes();
    } finally {
      Arrays.fill(line, '\0');
    }
  }

  @Override
  public boolean erasable() {
    return false;
  }
}
