package dev.countersign.device;

import java.util.Optional;

/**
 * What is known of when a key wants PIN and touch.
 *
 * @param pin empty when the token does not say
 * @param touch empty when the token does not say
 */
public record KeyPolicies(Optional<PinPolicy> pin, Optional<TouchPolicy> touch) {
  /** Nothing is known; asked of a key that is made: whatever the token takes as its default. */
  public static final KeyPolicies UNKNOWN = new KeyPolicies(Optional.empty(), Optional.empty());
}
