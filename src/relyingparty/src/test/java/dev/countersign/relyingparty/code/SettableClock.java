package dev.countersign.relyingparty.code;

import java.time.Instant;
import java.time.InstantSource;

/** A time that stands until it is moved. */
public final class SettableClock implements InstantSource {
  private volatile long epochSecond;

  public SettableClock(long epochSecond) {
    this.epochSecond = epochSecond;
  }

  public void set(long newEpochSecond) {
    epochSecond = newEpochSecond;
  }

  public void advance(long seconds) {
    epochSecond += seconds;
  }

  public long epochSecond() {
    return epochSecond;
  }

  /** The time step of 30 seconds. */
  public long step() {
    return Math.floorDiv(epochSecond, 30);
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochSecond(epochSecond);
  }
}
