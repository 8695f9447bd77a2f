package dev.countersign.simulator.fido;

import dev.countersign.simulator.card.Memory;
import dev.countersign.simulator.card.StorageFailure;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;

/** The current state and its durable copy. A commit is durable before anybody sees it. */
final class FidoMemory {
  private final Memory memory;
  private volatile FidoState state; // read without the lock by who asks for U2F

  private FidoMemory(Memory memory, FidoState state) {
    this.memory = memory;
    this.state = state;
  }

  /** What the memory holds, or a fresh state, which is written: its device key must stay. */
  static FidoMemory open(Memory memory, SecureRandom random) throws IOException {
    Optional<byte[]> record = memory.load();
    if (record.isPresent()) {
      return new FidoMemory(memory, FidoStateCodec.decode(record.get()));
    }
    FidoState fresh = FidoState.fresh(random, 0);
    memory.save(FidoStateCodec.encode(fresh));
    return new FidoMemory(memory, fresh);
  }

  FidoState state() {
    return state;
  }

  /**
   * Replaces the state.
   *
   * @throws StorageFailure when it could not be made durable; the state stays as it was
   */
  void commit(FidoState next) {
    try {
      memory.save(FidoStateCodec.encode(next));
    } catch (IOException e) {
      throw new StorageFailure(e);
    }
    state = next;
  }
}
