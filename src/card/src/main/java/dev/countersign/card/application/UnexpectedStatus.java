package dev.countersign.card.application;

import dev.countersign.card.apdu.StatusWord;
import java.io.Serial;

/**
 * A command was refused; a {@link Task} says what that means to its caller. Stays in the module.
 */
public final class UnexpectedStatus extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient StatusWord status;

  public UnexpectedStatus(StatusWord status) {
    super(status.toString(), null, false, false);
    this.status = status;
  }

  public StatusWord status() {
    return status;
  }

  public boolean is(StatusWord other) {
    return status.equals(other);
  }
}
