package dev.countersign.simulator.otp;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** What the applet forgets when it is unplugged; resets and other applets do not matter to it. */
final class OtpSession {
  private static final int UNUSED = -1;
  private static final int LAST_USE = 0xFF;
  private static final int LAST_SEQUENCE = 0xFF;
  private static final int TIMESTAMP_BITS = 24;
  private static final long TICK_MILLIS = 125;

  private final Clock clock;
  private final int[] uses = {UNUSED, UNUSED};
  private Instant since;
  private int firstTick;
  private int sequence;

  OtpSession(Clock clock) {
    this.clock = clock;
    since = clock.instant();
  }

  /** It was plugged in: no slot was used yet, and the timer begins anywhere. */
  void begin(SecureRandom random, boolean anySlot) {
    since = clock.instant();
    firstTick = random.nextInt(1 << TIMESTAMP_BITS);
    sequence = anySlot ? 1 : 0;
    written();
  }

  /** The program sequence, 0 to 255. */
  int sequence() {
    return sequence;
  }

  /** Something was written: the sequence goes on, or is 0 when the last slot was emptied. */
  void count(boolean lastSlotEmptied) {
    written();
    sequence = lastSlotEmptied ? 0 : sequence == LAST_SEQUENCE ? 1 : sequence + 1;
  }

  /** Whatever is in the slots now begins as after power-up: no pair of counters comes twice. */
  private void written() {
    uses[0] = UNUSED;
    uses[1] = UNUSED;
  }

  /**
   * Whether the next use of a slot raises its use counter: the first one, and the one after 255.
   */
  boolean raisesUseCounter(int slot) {
    return uses[slot - 1] == UNUSED || uses[slot - 1] == LAST_USE;
  }

  /** The session counter of the next use, which this is. */
  int use(int slot) {
    uses[slot - 1] = raisesUseCounter(slot) ? 0 : uses[slot - 1] + 1;
    return uses[slot - 1];
  }

  /** Eighths of a second since power-up and somewhat more, 24 bits. */
  int timestamp() {
    long ticks = Duration.between(since, clock.instant()).toMillis() / TICK_MILLIS;
    return (int) (firstTick + ticks) & ((1 << TIMESTAMP_BITS) - 1);
  }
}
