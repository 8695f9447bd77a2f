package dev.countersign.host.pin;

import dev.countersign.device.Secret;
import java.io.IOException;
import java.util.Optional;

/** A person who can be asked something that is no PIN. */
public interface Dialogue {

  /**
   * Asks whether something shall be done.
   *
   * @param question a sentence, without what is to be typed
   * @return whether the person typed the whole word {@code yes}
   * @throws IOException when the terminal is gone
   */
  boolean confirms(String question) throws IOException;

  /**
   * Asks for something that is not shown while it is typed or pasted.
   *
   * @param prompt what is asked for
   * @param maxBytes how long it may be, in bytes of UTF-8
   * @return what was typed, which the caller closes; empty when nothing was
   * @throws IOException when the terminal is gone, the line is too long, or echo cannot be switched
   *     off
   */
  Optional<Secret> hidden(String prompt, int maxBytes) throws IOException;

  /** The person at the terminal that this program runs in; empty when it has none. */
  static Optional<Dialogue> atTerminal() {
    return Terminal.find().map(TerminalDialogue::new);
  }
}
