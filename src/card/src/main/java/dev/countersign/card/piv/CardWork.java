package dev.countersign.card.piv;

import dev.countersign.wire.ChannelException;

/** A piece of work on a card whose PIV application is selected. */
@FunctionalInterface
interface CardWork<T> {
  T apply(PivCard card) throws ChannelException;
}
