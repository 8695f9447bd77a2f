package dev.countersign.device;

import java.security.SecureRandom;
import java.time.Clock;

/**
 * What token drivers need from the world around them.
 *
 * @param clock the time
 * @param random challenges, salts, new management keys
 * @param pinEntry where PINs come from
 * @param presence where a person is told to touch
 */
public record Ports(Clock clock, SecureRandom random, PinEntry pinEntry, Presence presence) {
  /** The same with another PIN entry. */
  public Ports with(PinEntry other) {
    return new Ports(clock, random, other, presence);
  }
}
