package dev.countersign.simulator;

import java.io.IOException;
import java.util.Optional;

/**
 * Fails at one write and all after it, as if power went away, before or after the write took
 * effect.
 */
final class FailingStorage implements TokenStorage {
  private final TokenStorage inner;
  private int writesLeft = Integer.MAX_VALUE;
  private boolean applyTheLast;
  private int writes;

  FailingStorage(TokenStorage inner) {
    this.inner = inner;
  }

  /**
   * Arms the failure.
   *
   * @param afterWrites how many writes still work
   * @param applied whether the failing write takes effect all the same
   */
  void failAfter(int afterWrites, boolean applied) {
    writesLeft = afterWrites;
    applyTheLast = applied;
    writes = 0;
  }

  /** Writes since the failure was armed. */
  int writes() {
    return writes;
  }

  @Override
  public Optional<byte[]> read(String name) throws IOException {
    return inner.read(name);
  }

  @Override
  public void write(String name, byte[] record) throws IOException {
    writes++;
    if (writesLeft == 0) {
      if (applyTheLast) {
        inner.write(name, record);
        applyTheLast = false;
      }
      throw new IOException("power is gone");
    }
    writesLeft--;
    inner.write(name, record);
  }

  @Override
  public void close() {
    inner.close();
  }
}
