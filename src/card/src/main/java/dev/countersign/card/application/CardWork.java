package dev.countersign.card.application;

import dev.countersign.wire.ChannelException;

/** A piece of work on a card whose application is selected. */
@FunctionalInterface
public interface CardWork<C extends CardApplication, T> {
  /**
   * Does it.
   *
   * @throws ChannelException passed through from the channel
   * @throws UnexpectedStatus when the card refuses a command that must succeed
   */
  T apply(C card) throws ChannelException;
}
