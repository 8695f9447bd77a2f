package dev.countersign.simulator.piv;

import dev.countersign.simulator.card.Memory;
import dev.countersign.simulator.card.StorageFailure;
import java.io.IOException;

/** The current state and its durable copy. A commit is durable before anybody sees it. */
final class PivMemory {
  private final Memory memory;
  private PivState state;

  PivMemory(Memory memory, PivState state) {
    this.memory = memory;
    this.state = state;
  }

  PivState state() {
    return state;
  }

  /**
   * Replaces the state.
   *
   * @throws StorageFailure when it could not be made durable; the state stays as it was
   */
  void commit(PivState next) {
    try {
      memory.save(PivStateCodec.encode(next));
    } catch (IOException e) {
      throw new StorageFailure(e);
    }
    state = next;
  }
}
