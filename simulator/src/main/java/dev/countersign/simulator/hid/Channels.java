package dev.countersign.simulator.hid;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Which channels there are, and which one has the device for itself. Not thread-safe. */
final class Channels {
  static final int BROADCAST = -1;
  private static final int NONE = 0;

  private int last = NONE;
  private int locking = NONE;
  private Timer.@Nullable Alarm unlocks;

  /** A new channel. Numbers come again only after two thousand million of them. */
  int allocate() {
    last = last == Integer.MAX_VALUE ? 1 : last + 1;
    return last;
  }

  boolean allocated(int channel) {
    return channel > NONE && channel <= last;
  }

  /** Whether another channel has the device for itself. */
  boolean lockedAgainst(int channel) {
    return locking != NONE && locking != channel;
  }

  void lock(int channel, Duration time, Timer timer, Runnable unlock) {
    unlock();
    if (!time.isZero()) {
      locking = channel;
      unlocks = timer.after(time, unlock);
    }
  }

  void unlock() {
    if (unlocks != null) {
      unlocks.cancel();
      unlocks = null;
    }
    locking = NONE;
  }

  void forget() {
    unlock();
    last = NONE;
  }
}
