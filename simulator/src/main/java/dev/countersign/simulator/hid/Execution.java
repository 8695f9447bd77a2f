package dev.countersign.simulator.hid;

import dev.countersign.simulator.fido.Attention;
import java.util.function.BiConsumer;

/** A message that the key executes on a thread of its own. */
final class Execution implements Attention {
  private final int channel;
  private final int command;
  private final BiConsumer<Execution, Status> told;
  private volatile boolean cancelled;
  private volatile Status status = Status.PROCESSING;

  /**
   * Begins.
   *
   * @param told hears what the key waits for, whenever that changes
   */
  Execution(int channel, int command, BiConsumer<Execution, Status> told) {
    this.channel = channel;
    this.command = command;
    this.told = told;
  }

  @Override
  public void keepAlive(Status now) {
    if (status != now) {
      status = now;
      told.accept(this, now);
    }
  }

  @Override
  public boolean cancelled() {
    return cancelled;
  }

  void cancel() {
    cancelled = true;
  }

  int channel() {
    return channel;
  }

  int command() {
    return command;
  }

  Status status() {
    return status;
  }
}
