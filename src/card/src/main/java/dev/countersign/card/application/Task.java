package dev.countersign.card.application;

import dev.countersign.card.apdu.StatusWord;
import dev.countersign.device.Lane;
import dev.countersign.device.TokenException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is being done with a token: its names for errors, and whether it can be redone.
 */
public final class Task {
  private final String name;
  private final String operation;
  private final Function<StatusWord, TokenException> refusal;
  private boolean repeatable = true;
  private boolean changesToken;
  private @Nullable BooleanSupplier abandonment;

  private Task(String name, String operation, Function<StatusWord, TokenException> refusal) {
    this.name = name;
    this.operation = operation;
    this.refusal = refusal;
  }

  /** A task whose refusal is reported as such. */
  public static Task of(String name, String operation) {
    return new Task(name, operation, status -> refused(name, operation, status));
  }

  /** A task whose refusal has a meaning of its own. */
  public static Task of(
      String name, String operation, Function<StatusWord, TokenException> refusal) {
    return new Task(name, operation, refusal);
  }

  /** The refusal that nothing more is known about. */
  public static TokenException refused(String name, String operation, StatusWord status) {
    return new TokenException.Refused(
        name,
        operation,
        "the token refused to " + operation,
        status.toString(),
        "run it again; if it stays, check that the token can do this");
  }

  /**
   * This task, for whoever may give it up: while it waits for its turn, and where the token is told
   * to stop.
   */
  public Task until(BooleanSupplier condition) {
    abandonment = condition;
    return this;
  }

  /** Whether whoever wanted it has given it up. */
  public boolean givenUp() {
    return abandonment != null && abandonment.getAsBoolean();
  }

  <T> T on(Lane lane, Lane.Work<T> work) {
    return abandonment == null
        ? lane.run(name, operation, work)
        : lane.run(name, operation, abandonment, work);
  }

  /** The name of the token or key. */
  public String name() {
    return name;
  }

  /** What is done, to follow "to". */
  public String operation() {
    return operation;
  }

  /** From here on it is not done again by itself: a PIN is about to be sent, for instance. */
  public void onlyOnce() {
    repeatable = false;
  }

  /**
   * From here on it is not done again, neither by itself nor with another answer of a person: what
   * is sent next changes the token for good.
   */
  public void changesToken() {
    repeatable = false;
    changesToken = true;
  }

  boolean mayHaveChangedToken() {
    return changesToken;
  }

  /** Whether it may be done again by itself. */
  public boolean repeatable() {
    return repeatable;
  }

  public TokenException refusal(UnexpectedStatus refused) {
    return refusal.apply(refused.status());
  }
}
