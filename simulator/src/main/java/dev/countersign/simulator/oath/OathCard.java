package dev.countersign.simulator.oath;

import dev.countersign.simulator.card.Surroundings;

/**
 * What the command groups of the applet share.
 *
 * @param features what the product can do
 * @param surroundings the world
 * @param memory what survives
 * @param session what does not
 */
record OathCard(
    OathFeatures features, Surroundings surroundings, OathMemory memory, OathSession session) {

  OathState state() {
    return memory.state();
  }

  /** Whether only SELECT, VALIDATE and RESET are answered now. */
  boolean locked() {
    return state().access().isPresent() && !session.authenticated();
  }
}
