package dev.countersign.host.pin;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A terminal on which some lines change in place, and which takes keys meanwhile. Closing takes the
 * lines away and sets the terminal back; so does the end of the program, however it comes.
 */
public interface LiveScreen extends AutoCloseable {
  /** How many characters fit on a line; at least 20. */
  int columns() throws IOException;

  /** How many lines fit; at least 3. */
  int rows() throws IOException;

  /**
   * Shows lines in place of those shown before. They must fit.
   *
   * @param lines text that may have SGR sequences for colour, and no other controls
   * @throws IOException when the terminal is gone
   */
  void show(List<String> lines) throws IOException;

  /** Waits up to a second for a key. */
  Optional<Character> key() throws IOException;

  /** Whether colour can be shown. */
  boolean colour();

  @Override
  void close();

  /** The terminal that this program runs in; empty when it has none that can do this. */
  static Optional<LiveScreen> ofTerminal() {
    return TerminalScreen.open();
  }
}
