package dev.countersign.simulator.piv;

import dev.countersign.simulator.card.Surroundings;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the command groups of the applet share.
 *
 * @param features what the product can do
 * @param serial the serial number, unsigned 32 bits
 * @param surroundings the world
 * @param memory what survives
 * @param session what does not
 */
record PivCard(
    PivFeatures features,
    int serial,
    Surroundings surroundings,
    PivMemory memory,
    PivSession session) {

  private static final Duration TOUCH_CACHE = Duration.ofSeconds(15);

  PivState state() {
    return memory.state();
  }

  /** Whether the touch that a policy asks for is given, now or within the last 15 seconds. */
  boolean touched(int policy, String purpose) {
    if (policy == Policies.NEVER) {
      return true;
    }
    Instant now = surroundings.clock().instant();
    Instant last = session.touched();
    if (policy == Policies.TOUCH_CACHED && recent(last, now)) {
      return true;
    }
    if (!surroundings.touch().test(purpose)) {
      return false;
    }
    session.setTouched(surroundings.clock().instant());
    return true;
  }

  private static boolean recent(@Nullable Instant last, Instant now) {
    return last != null && !now.isBefore(last) && now.isBefore(last.plus(TOUCH_CACHE));
  }
}
