package dev.countersign.simulator.fido;

import java.io.Serial;

/** A message is not executed; the status code says why. */
final class CtapRefusal extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final CtapStatus status;

  CtapRefusal(CtapStatus status) {
    super("refused with " + status, null, false, false);
    this.status = status;
  }

  /** Goes on only where a condition holds. */
  static void unless(boolean condition, CtapStatus status) throws CtapRefusal {
    if (!condition) {
      throw new CtapRefusal(status);
    }
  }

  CtapStatus status() {
    return status;
  }
}
