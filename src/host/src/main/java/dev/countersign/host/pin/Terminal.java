package dev.countersign.host.pin;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A terminal with a person at it. */
interface Terminal {
  /** The most bytes of one line; what is longer is not a PIN. */
  int MAX_LINE_BYTES = 256;

  /**
   * Shows text as it is.
   *
   * @throws IOException when the terminal is gone
   */
  void print(String text) throws IOException;

  /**
   * Shows a prompt and reads a line.
   *
   * @param prompt what stands before the cursor
   * @param echo whether what is typed is shown
   * @param maxBytes how long the line may be
   * @return the line without its end, which the caller wipes; null at the end of input
   * @throws IOException when the terminal is gone, the line is too long, or echo cannot be switched
   *     off
   */
  byte @Nullable [] readLine(String prompt, boolean echo, int maxBytes) throws IOException;

  /** Reads a line of at most {@link #MAX_LINE_BYTES}. */
  default byte @Nullable [] readLine(String prompt, boolean echo) throws IOException {
    return readLine(prompt, echo, MAX_LINE_BYTES);
  }

  /** Whether text that was shown can be taken back. */
  boolean erasable();

  /** The terminal that this program runs in, whatever its standard streams are connected to. */
  static Optional<Terminal> find() {
    Optional<Terminal> device = TerminalDevice.open();
    return device.isPresent() ? device : ConsoleTerminal.find();
  }
}
