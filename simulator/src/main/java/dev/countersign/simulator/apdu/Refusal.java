package dev.countersign.simulator.apdu;

import java.io.Serial;

/** A command is not executed; the status word says why. */
public final class Refusal extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;

  /** Refuses with a status word. */
  public Refusal(int status) {
    super("refused with %04X".formatted(status), null, false, false);
    this.status = status;
  }

  /** Goes on only where a condition holds. */
  public static void unless(boolean condition, int status) throws Refusal {
    if (!condition) {
      throw new Refusal(status);
    }
  }

  /** The status word. */
  public int status() {
    return status;
  }
}
