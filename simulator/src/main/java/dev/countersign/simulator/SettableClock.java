package dev.countersign.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that stands still until it is moved: time in a simulated world. Safe for many threads.
 */
public final class SettableClock extends Clock {
  private final ZoneId zone;
  private volatile Instant now;

  /** Creates a clock that stands at this time. */
  public SettableClock(Instant now) {
    this(now, ZoneOffset.UTC);
  }

  private SettableClock(Instant now, ZoneId zone) {
    this.now = now;
    this.zone = zone;
  }

  /** Moves the clock on. */
  public synchronized void advance(Duration duration) {
    now = now.plus(duration);
  }

  /** Moves the clock to this time. */
  public synchronized void set(Instant time) {
    now = time;
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  /** A clock in another zone that stands where this one stands now; it does not follow this one. */
  @Override
  public Clock withZone(ZoneId other) {
    return new SettableClock(now, other);
  }
}
