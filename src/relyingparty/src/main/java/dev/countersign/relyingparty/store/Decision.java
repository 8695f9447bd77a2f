package dev.countersign.relyingparty.store;

import java.util.Optional;

/**
 * What a verifier makes of a state.
 *
 * @param result what it says
 * @param next the state that must be stored before it says so; empty when nothing changes
 * @param <S> the state of a device
 * @param <R> a result
 */
public record Decision<S, R>(R result, Optional<S> next) {

  /** Says something once the state is stored. */
  public static <S, R> Decision<S, R> storing(S next, R result) {
    return new Decision<>(result, Optional.of(next));
  }

  /** Says something and changes nothing. */
  public static <S, R> Decision<S, R> keeping(R result) {
    return new Decision<>(result, Optional.empty());
  }
}
