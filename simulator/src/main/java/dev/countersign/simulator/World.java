package dev.countersign.simulator;

import dev.countersign.simulator.card.SeededRandom;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;

/**
 * The world around simulated tokens: time, randomness, and a person who touches them. Several
 * tokens may share one world. Simulation: protects nothing.
 */
public final class World {
  private static final Instant DETERMINISTIC_START = Instant.parse("2026-01-01T00:00:00Z");

  private final Clock clock;
  private final SecureRandom random;
  private final SimulatedPresence presence;

  private World(Builder builder) {
    clock = builder.clock;
    random = builder.random;
    presence = builder.presence;
  }

  /** The system's clock and randomness, and a person who always touches. */
  public static World system() {
    return builder().build();
  }

  /**
   * A world in which everything is the same at each run: keys, serial numbers and challenges follow
   * from the seed, and the clock, a {@link SettableClock}, stands at 2026-01-01T00:00:00Z. For
   * tests; who knows the seed knows the keys.
   */
  public static World deterministic(long seed) {
    return builder().seed(seed).clock(new SettableClock(DETERMINISTIC_START)).build();
  }

  /** A builder that starts with what {@link #system()} has. */
  public static Builder builder() {
    return new Builder();
  }

  /** The time. */
  public Clock clock() {
    return clock;
  }

  /** The source of keys, challenges and nonces. */
  public SecureRandom random() {
    return random;
  }

  /** The person. */
  public SimulatedPresence presence() {
    return presence;
  }

  /** Builds a world. */
  public static final class Builder {
    private Clock clock = Clock.systemUTC();
    private SecureRandom random = new SecureRandom();
    private SimulatedPresence presence = SimulatedPresence.ALWAYS;

    private Builder() {}

    /** Sets the clock. */
    public Builder clock(Clock value) {
      clock = value;
      return this;
    }

    /** Sets the source of randomness. */
    public Builder random(SecureRandom value) {
      random = value;
      return this;
    }

    /** Sets a source of randomness that follows from a number. For tests. */
    public Builder seed(long seed) {
      random = new SeededRandom(seed);
      return this;
    }

    /** Sets the person. */
    public Builder presence(SimulatedPresence value) {
      presence = value;
      return this;
    }

    /** The world. */
    public World build() {
      return new World(this);
    }
  }
}
