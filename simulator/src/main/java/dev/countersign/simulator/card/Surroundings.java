package dev.countersign.simulator.card;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.Predicate;

/**
 * What an applet has of the world outside the card.
 *
 * @param clock the time
 * @param random the source of keys, challenges and nonces
 * @param touch asks the person to touch the token for a purpose; false when that does not happen
 */
public record Surroundings(Clock clock, SecureRandom random, Predicate<String> touch) {}
