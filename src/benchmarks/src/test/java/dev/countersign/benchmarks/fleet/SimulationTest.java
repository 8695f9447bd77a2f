package dev.countersign.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The simulation agrees with what queueing theory knows exactly. */
class SimulationTest {
  private static final Scenario.Service EXPONENTIAL = new Scenario.Service(5, -1);

  private static Scenario plain(int members, double load) {
    return new Scenario("", members, 1, load, EXPONENTIAL, List.of(), 0, 0, 50, 1e9);
  }

  /** The mean wait of M/M/c, by Erlang's C formula. */
  private static double erlang(int servers, double load, double service) {
    double offered = servers * load;
    double sum = 0;
    double term = 1;
    for (int k = 0; k < servers; k++) {
      sum += term;
      term *= offered / (k + 1);
    }
    double last = term / (1 - load);
    return last / (sum + last) * service / (servers * (1 - load));
  }

  @ParameterizedTest
  @CsvSource({"1, 0.5", "2, 0.7", "4, 0.8", "8, 0.6"})
  void oneQueueWaitsAsErlangSays(int servers, double load) {
    Outcome outcome = Simulation.run(plain(servers, load), Strategy.LEAST_LOADED, 400_000, 7);
    double expected = erlang(servers, load, 5);
    assertThat(outcome.meanWait()).isCloseTo(expected, within(0.05 * expected + 0.01));
    assertThat(outcome.utilisation()).isCloseTo(load, within(0.01));
    assertThat(outcome.errors()).isZero();
  }

  @Test
  void randomChoiceWaitsAsServersOfTheirOwnDo() {
    Outcome outcome = Simulation.run(plain(4, 0.6), Strategy.RANDOM, 400_000, 7);
    double expected = erlang(1, 0.6, 5);
    assertThat(outcome.meanWait()).isCloseTo(expected, within(0.05 * expected));
  }

  @Test
  void sameSeedGivesTheSameOutcome() {
    Scenario broken =
        new Scenario("", 3, 2, 0.5, new Scenario.Service(5, 0.5), List.of(), 5000, 500, 50, 5000);
    Outcome one = Simulation.run(broken, Strategy.LEAST_LOADED, 20_000, 3);
    Outcome two = Simulation.run(broken, Strategy.LEAST_LOADED, 20_000, 3);
    Outcome other = Simulation.run(broken, Strategy.LEAST_LOADED, 20_000, 4);
    assertThat(one.latencies()).isEqualTo(two.latencies());
    assertThat(one.latencies()).isNotEqualTo(other.latencies());
    assertThat(one.failedCalls()).isPositive();
  }

  @Test
  void everySignatureIsMadeOrCounted() {
    Scenario dead =
        new Scenario(
            "",
            2,
            1,
            0.4,
            EXPONENTIAL,
            List.of(new Scenario.Fault(0, 0, 1, 0), new Scenario.Fault(1, 0.5, 1, 0)),
            0,
            0,
            50,
            5000);
    for (Strategy strategy : Strategy.values()) {
      Outcome outcome = Simulation.run(dead, strategy, 20_000, 1);
      assertThat(outcome.latencies().length + outcome.errors())
          .as(strategy.title())
          .isBetween(18_500L, 19_500L);
      assertThat(outcome.errorRate()).as(strategy.title()).isBetween(0.45, 0.6);
    }
  }

  @Test
  void deadMemberCostsThePoolNoSignature() {
    Scenario dead =
        new Scenario(
            "",
            2,
            2,
            0.3,
            EXPONENTIAL,
            List.of(new Scenario.Fault(0, 0.2, 0.8, 0)),
            0,
            0,
            50,
            5000);
    Outcome pool = Simulation.run(dead, Strategy.LEAST_LOADED, 100_000, 1);
    Outcome naive = Simulation.run(dead, Strategy.NO_REST, 100_000, 1);
    assertThat(pool.errors()).isZero();
    assertThat(naive.failedCalls()).isGreaterThan(100 * pool.failedCalls());
  }

  @Test
  void reportIsTheSameEachTime() {
    assertThat(report()).isEqualTo(report()).contains("pool: least loaded", "p99 by load");
  }

  private static String report() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Fleet.print(new PrintStream(out, true, StandardCharsets.UTF_8), 2_000);
    return out.toString(StandardCharsets.UTF_8);
  }
}
