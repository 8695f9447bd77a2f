package dev.countersign.simulator.oath;

import dev.countersign.simulator.card.Memory;
import dev.countersign.simulator.card.StorageFailure;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;

/** The current state and its durable copy. A commit is durable before anybody sees it. */
final class OathMemory {
  private final Memory memory;
  private OathState state;

  private OathMemory(Memory memory, OathState state) {
    this.memory = memory;
    this.state = state;
  }

  /** What the memory holds, or a fresh state, which is written: its salt must stay. */
  static OathMemory open(Memory memory, SecureRandom random) throws IOException {
    Optional<byte[]> record = memory.load();
    if (record.isPresent()) {
      return new OathMemory(memory, OathStateCodec.decode(record.get()));
    }
    OathState fresh = OathState.fresh(random);
    memory.save(OathStateCodec.encode(fresh));
    return new OathMemory(memory, fresh);
  }

  OathState state() {
    return state;
  }

  /**
   * Replaces the state.
   *
   * @throws StorageFailure when it could not be made durable; the state stays as it was
   */
  void commit(OathState next) {
    try {
      memory.save(OathStateCodec.encode(next));
    } catch (IOException e) {
      throw new StorageFailure(e);
    }
    state = next;
  }
}
