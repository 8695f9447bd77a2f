package dev.countersign.simulator;

/** The simulated person beside the token. Simulation: protects nothing. */
@FunctionalInterface
public interface SimulatedPresence {
  /** Touches at once, whatever is asked. */
  SimulatedPresence ALWAYS = purpose -> true;

  /** Never touches; the token gives up at once. */
  SimulatedPresence NEVER = purpose -> false;

  /**
   * The token blinks.
   *
   * @param purpose what for, for instance {@code key 9c}
   * @return whether it was touched before it gave up
   */
  boolean touched(String purpose);
}
