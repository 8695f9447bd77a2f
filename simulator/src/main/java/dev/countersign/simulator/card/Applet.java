package dev.countersign.simulator.card;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Response;

/** An application on the card. Called by one thread at a time. */
public interface Applet {

  /** Whether a SELECT with this whole or partial application identifier means this applet. */
  boolean answersTo(byte[] aid);

  /** Called for each SELECT of this applet, also when it is selected already. */
  Response select();

  /**
   * Executes one whole command: chained pieces are already joined.
   *
   * @throws StorageFailure when state could not be written; nothing has changed then
   */
  Response process(Command command);

  /** Another applet was selected, or the card lost power: forget everything volatile. */
  void deselect();

  /** The most command data this applet takes, in bytes, after joining a chain. */
  int maxDataBytes();

  /** A command came that was not for this applet's {@link #process}: a broken one, for instance. */
  default void interrupted() {}
}
