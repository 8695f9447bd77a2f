package dev.countersign.simulator.card;

import java.io.IOException;
import java.io.Serial;

/** The card's memory could not be written; the card answers {@code 6581}. */
public final class StorageFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** Wraps what the storage threw. */
  public StorageFailure(IOException cause) {
    super(cause);
  }
}
