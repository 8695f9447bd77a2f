package dev.countersign.simulator.card;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Response;

/** An application on the card. Called by one thread at a time. */
public interface Applet {
  /** [ISO7816-4] GET RESPONSE. */
  int GET_RESPONSE = 0xC0;

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

  /** Whether a command is this applet's own although its instruction is that of SELECT. */
  default boolean claims(Command command) {
    return false;
  }

  /**
   * Whether commands of a class of its own are this applet's, beside those of class 00.
   *
   * @param cla the class byte, without the bit that says that more of the command follows
   */
  default boolean claimsClass(int cla) {
    return false;
  }

  /** The instruction that fetches what is left of an answer: GET RESPONSE. */
  default int continuation() {
    return GET_RESPONSE;
  }

  /** The most response data that goes out at once, in bytes, however much the terminal takes. */
  default int pieceBytes() {
    return Integer.MAX_VALUE;
  }

  /** The token was put in. That a reader switches the card off and on again does less. */
  default void pluggedIn() {}

  /** The most command data this applet takes, in bytes, after joining a chain. */
  int maxDataBytes();

  /** A command came that was not for this applet's {@link #process}: a broken one, for instance. */
  default void interrupted() {}
}
