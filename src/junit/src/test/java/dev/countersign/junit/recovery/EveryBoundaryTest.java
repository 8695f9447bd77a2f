package dev.countersign.junit.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.countersign.device.TokenException;
import dev.countersign.simulator.Profile;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Something goes wrong before the first command of an operation, before the second, and so on until
 * the operation has fewer. Each time the call ends with an error that fits, or as if nothing had
 * been; the next call works in the same program; and the token is as it was or as it is to be.
 */
@Timeout(120)
class EveryBoundaryTest {

  /**
   * What goes wrong, and what may be told of it; {@code cured} when the call may work all the same.
   */
  private enum Trouble {
    REMOVE("remove", false, Set.of(TokenException.Removed.class)),
    RESET("reset", true, Set.of(TokenException.Unavailable.class, TokenException.Refused.class)),
    STATUS_6F00("status:6F00", true, refusals()),
    STATUS_6982("status:6982", true, refusals()),
    STATUS_6581("status:6581", true, refusals()),
    TRUNCATE("truncate", true, nonsense()),
    GARBAGE("garbage", true, nonsense()),
    OVERSIZE("oversize", true, nonsense()),
    OVERLONG("overlong", true, Set.of(TokenException.BadResponse.class));

    private final String fault;
    private final boolean cured;
    private final Set<Class<? extends TokenException>> told;

    Trouble(String fault, boolean cured, Set<Class<? extends TokenException>> told) {
      this.fault = fault;
      this.cured = cured;
      this.told = told;
    }

    private static Set<Class<? extends TokenException>> refusals() {
      return Set.of(
          TokenException.Refused.class,
          TokenException.WrongPin.class, // the management key, which has no tries
          TokenException.Removed.class, // a SELECT that is answered as by another card
          TokenException.NoKey.class,
          TokenException.NoToken.class,
          TokenException.Unsupported.class,
          TokenException.TouchNotGiven.class,
          TokenException.BadResponse.class);
    }

    private static Set<Class<? extends TokenException>> nonsense() {
      return Set.of(
          TokenException.BadResponse.class,
          TokenException.BadData.class,
          TokenException.Refused.class,
          TokenException.NoKey.class,
          TokenException.Unsupported.class);
    }
  }

  private static final Map<Trouble, Integer> BOUNDARIES = new EnumMap<>(Trouble.class);

  @AfterAll
  static void count() {
    System.out.println("boundaries: " + BOUNDARIES);
  }

  static Stream<Arguments> hands() {
    return cases(EnumSet.of(Trouble.REMOVE, Trouble.RESET));
  }

  static Stream<Arguments> answers() {
    return cases(EnumSet.complementOf(EnumSet.of(Trouble.REMOVE, Trouble.RESET)));
  }

  private static Stream<Arguments> cases(Set<Trouble> troubles) {
    List<Arguments> cases = new ArrayList<>();
    for (Trouble trouble : troubles) {
      for (Profile profile : Profile.withPiv()) {
        for (Operation operation : Operation.values()) {
          if (operation.on(profile)) {
            cases.add(arguments(trouble, profile, operation));
          }
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("hands")
  void pulledOrResetByAnotherProgram(Trouble trouble, Profile profile, Operation operation)
      throws Exception {
    everyBoundary(trouble, profile, operation);
  }

  @ParameterizedTest
  @MethodSource("answers")
  @Tag("slow")
  void answeredWhatItMustNot(Trouble trouble, Profile profile, Operation operation)
      throws Exception {
    everyBoundary(trouble, profile, operation);
  }

  private static void everyBoundary(Trouble trouble, Profile profile, Operation operation)
      throws Exception {
    int n = 1;
    while (boundary(trouble, profile, operation, n)) {
      n++;
      assertThat(n).isLessThan(500);
    }
    assertThat(n).as("the operation sends something").isGreaterThan(1);
    BOUNDARIES.merge(trouble, n - 1, Integer::sum);
  }

  /** Whether the operation has so many commands. */
  private static boolean boundary(Trouble trouble, Profile profile, Operation operation, int n)
      throws Exception {
    Template template = Template.of(profile);
    String where = "%s before command %d of %s on %s".formatted(trouble, n, operation, profile);
    try (FaultBench bench = new FaultBench(profile, template.records())) {
      bench.inject(trouble.fault, n);
      boolean failed = false;
      try {
        operation.run(bench);
      } catch (TokenException e) {
        failed = true;
        assertThat(trouble.told).as(where + ": " + e).anyMatch(type -> type.isInstance(e));
        assertThat(e.remedy()).as(where).isNotBlank();
      } catch (Exception | AssertionError e) {
        throw new AssertionError(where, e);
      }
      boolean met = bench.commands() >= n;
      if (met && !trouble.cured) {
        assertThat(failed).as(where + " is told").isTrue();
      }
      bench.restore();
      try {
        if (operation.reads()) {
          operation.run(bench);
          assertThat(bench.records().sameAs(template.records())).as(where + ": unchanged").isTrue();
        } else {
          if (failed && !operation.isDone(bench)) {
            operation.run(bench);
          }
          assertThat(operation.isDone(bench)).as(where + ": done in the end").isTrue();
        }
        assertThat(bench.tokens().of("piv")).as(where).hasSize(1);
        assertThat(bench.triesLeft()).as(where + ": tries left").isGreaterThanOrEqualTo(3);
      } catch (Exception | AssertionError e) {
        throw new AssertionError("after " + where, e);
      }
      return met;
    }
  }
}
