package dev.countersign.simulator.card;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An applet's memory whose power can go away at a write, before or after the record was replaced.
 */
public final class FailingMemory implements Memory {
  private byte @Nullable [] record;
  private boolean fails;
  private boolean applies;

  /** What is stored. */
  public byte[] record() {
    return load().orElseThrow();
  }

  /** Replaces what is stored. */
  public void record(byte[] stored) {
    record = stored;
  }

  /**
   * From the next write on power goes away.
   *
   * @param applied whether the record is replaced first
   */
  public void fail(boolean applied) {
    fails = true;
    applies = applied;
  }

  /** Power is back. */
  public void work() {
    fails = false;
  }

  @Override
  public Optional<byte[]> load() {
    return Optional.ofNullable(record);
  }

  @Override
  public void save(byte[] changed) throws IOException {
    if (!fails || applies) {
      record = changed;
    }
    if (fails) {
      throw new IOException("power is gone");
    }
  }
}
