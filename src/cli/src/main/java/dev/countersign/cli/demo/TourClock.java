package dev.countersign.cli.demo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** The time of the tour: that of this machine, put forward where somebody would have to wait. */
final class TourClock extends Clock {
  private final Clock real;
  private Duration ahead = Duration.ZERO;

  TourClock(Clock real) {
    this.real = real;
  }

  /** Lets this time have gone by. */
  void skip(Duration time) {
    ahead = ahead.plus(time);
  }

  @Override
  public Instant instant() {
    return real.instant().plus(ahead);
  }

  @Override
  public ZoneId getZone() {
    return real.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.offset(real.withZone(zone), ahead);
  }
}
