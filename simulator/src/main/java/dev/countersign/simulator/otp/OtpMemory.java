package dev.countersign.simulator.otp;

import dev.countersign.simulator.card.Memory;
import dev.countersign.simulator.card.StorageFailure;
import java.io.IOException;
import java.util.Optional;

/** The current state and its durable copy. A commit is durable before anybody sees it. */
final class OtpMemory {
  private final Memory memory;
  private OtpState state;

  private OtpMemory(Memory memory, OtpState state) {
    this.memory = memory;
    this.state = state;
  }

  /** What the memory holds, or two empty slots; nothing is written. */
  static OtpMemory open(Memory memory) throws IOException {
    Optional<byte[]> record = memory.load();
    return new OtpMemory(
        memory, record.isPresent() ? OtpStateCodec.decode(record.get()) : OtpState.FACTORY);
  }

  OtpState state() {
    return state;
  }

  /**
   * Replaces the state.
   *
   * @throws StorageFailure when it could not be made durable; the state stays as it was
   */
  void commit(OtpState next) {
    try {
      memory.save(OtpStateCodec.encode(next));
    } catch (IOException e) {
      throw new StorageFailure(e);
    }
    state = next;
  }
}
