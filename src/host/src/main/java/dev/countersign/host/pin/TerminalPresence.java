package dev.countersign.host.pin;

import dev.countersign.device.Presence;

/** Tells a person at the terminal device that the token waits for a touch. */
public final class TerminalPresence implements Presence {
  /** Tells at the terminal that this program runs in; nobody when there is none. */
  public TerminalPresence() {}

  @Override
  public Notice touchAwaited(String token, String purpose, boolean certain) {
    return () -> {};
  }
}
