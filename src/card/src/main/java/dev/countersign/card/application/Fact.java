package dev.countersign.card.application;

import java.util.Optional;

/**
 * Something about a card that is looked up at most once.
 *
 * @param known whether it was looked up
 * @param value what was found; empty when the card has no such thing
 */
public record Fact<T>(boolean known, Optional<T> value) {
  public static <T> Fact<T> unknown() {
    return new Fact<>(false, Optional.empty());
  }

  public static <T> Fact<T> of(Optional<T> value) {
    return new Fact<>(true, value);
  }
}
