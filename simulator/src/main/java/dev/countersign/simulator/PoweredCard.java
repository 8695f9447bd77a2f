package dev.countersign.simulator;

import dev.countersign.simulator.card.CardSystem;
import dev.countersign.wire.ChannelException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A card with its power. Commands run one at a time; who takes its power or resets it waits for the
 * running one, which is told that nothing may wait for a person meanwhile. Safe for many threads.
 */
final class PoweredCard {
  private final CardSystem card;
  private final Runnable executed;
  private final AtomicInteger interruptions;
  private boolean powered = true;

  /**
   * A card with power.
   *
   * @param interruptions above zero while somebody takes its power or resets it
   * @param executed told of each command
   */
  PoweredCard(CardSystem card, AtomicInteger interruptions, Runnable executed) {
    this.card = card;
    this.interruptions = interruptions;
    this.executed = executed;
  }

  /** What it answers to a command; empty when it has no power. */
  synchronized Optional<byte[]> execute(byte[] command) {
    if (!powered) {
      return Optional.empty();
    }
    executed.run();
    return Optional.of(card.process(command.clone()));
  }

  /**
   * Goes on only with power.
   *
   * @throws ChannelException of kind {@code REMOVED} without it
   */
  synchronized void requirePower() throws ChannelException {
    if (!powered) {
      throw withoutPower();
    }
  }

  static ChannelException withoutPower() {
    return new ChannelException(ChannelException.Kind.REMOVED, "the simulated card has no power");
  }

  /** Does something between two commands, with power or without. */
  synchronized <T> T between(Supplier<T> work) {
    return work.get();
  }

  void powerOn() {
    interrupt(
        () -> {
          card.reset();
          powered = true;
        });
  }

  void powerOff() {
    interrupt(
        () -> {
          card.reset();
          powered = false;
        });
  }

  void reset() {
    interrupt(card::reset);
  }

  void pluggedIn() {
    interrupt(
        () -> {
          card.pluggedIn();
          powered = true;
        });
  }

  private void interrupt(Runnable change) {
    interruptions.incrementAndGet();
    try {
      synchronized (this) {
        change.run();
      }
    } finally {
      interruptions.decrementAndGet();
    }
  }
}
