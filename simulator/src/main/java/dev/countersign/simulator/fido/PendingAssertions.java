package dev.countersign.simulator.fido;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The accounts that authenticatorGetNextAssertion goes through ([CTAP2.1] 6.3). */
final class PendingAssertions implements Unfinished {
  private static final Duration WAIT = Duration.ofSeconds(30);

  private final AssertionTerms terms;
  private final Deque<Credential> left;
  private final Clock clock;
  private Instant last;

  PendingAssertions(AssertionTerms terms, List<Credential> left, Clock clock) {
    this.terms = terms;
    this.left = new ArrayDeque<>(left);
    this.clock = clock;
    last = clock.instant();
  }

  AssertionTerms terms() {
    return terms;
  }

  /** The next one; empty when there is none, or nobody asked for too long. */
  Optional<Credential> next() {
    Instant now = clock.instant();
    boolean late = Duration.between(last, now).compareTo(WAIT) > 0;
    last = now;
    return late ? Optional.empty() : Optional.ofNullable(left.poll());
  }
}
