package dev.countersign.card.piv;

import dev.countersign.card.apdu.StatusWord;
import java.io.Serial;

/**
 * A command was refused; a {@link Task} says what that means to its caller. Stays in the module.
 */
final class UnexpectedStatus extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient StatusWord status;

  UnexpectedStatus(StatusWord status) {
    super(status.toString(), null, false, false);
    this.status = status;
  }

  StatusWord status() {
    return status;
  }

  boolean is(StatusWord other) {
    return status.equals(other);
  }
}
