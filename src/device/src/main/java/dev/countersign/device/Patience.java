package dev.countersign.device;

import java.time.Duration;

/**
 * How long a lane waits before it says that a card cannot be had, and how long it lets others wait.
 * Nothing was sent to the card while it waits.
 *
 * @param pause between two attempts
 * @param whileHeld attempts while another program has the card to itself, which many do for a
 *     second
 * @param whileRestarting attempts after a connection was lost with its service: the service, and
 *     then its reader, may take a moment to come back
 * @param resets resets by other programs that are passed over, one after the other, without a pause
 * @param turn how long a transaction lasts at most while one piece of work follows the other
 * @param gap how long others have the card then: pcsc-lite looks for its end every 100 ms
 * @param linger how long a transaction outlives the work that began it
 */
record Patience(
    Duration pause,
    int whileHeld,
    int whileRestarting,
    int resets,
    Duration turn,
    Duration gap,
    Duration linger) {
  /** Five seconds for a holder, two for a service; others wait two seconds for us. */
  static final Patience USUAL =
      new Patience(
          Duration.ofMillis(100),
          50,
          20,
          10,
          Duration.ofSeconds(2),
          Duration.ofMillis(120),
          Duration.ofMillis(200));
}
