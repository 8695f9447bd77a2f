package dev.countersign.simulator.otp;

import dev.countersign.simulator.card.Surroundings;

/**
 * What the command groups of the applet share.
 *
 * @param features what the product can do
 * @param surroundings the world
 * @param memory what survives
 * @param session what does not
 */
record OtpCard(
    OtpFeatures features, Surroundings surroundings, OtpMemory memory, OtpSession session) {

  OtpState state() {
    return memory.state();
  }
}
