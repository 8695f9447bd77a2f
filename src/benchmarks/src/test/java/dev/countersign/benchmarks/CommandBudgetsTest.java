package dev.countersign.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.Profile;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Round trips are the cost of a token: commands are held to their budgets, times are not. */
class CommandBudgetsTest {

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void operationsStayWithinTheirBudgets(Profile profile) {
    List<Counted> counts = CommandCounts.of(profile, 3);
    assertThat(counts)
        .filteredOn(counted -> counted.budget().isPresent())
        .hasSizeGreaterThanOrEqualTo(4);
    assertThat(counts)
        .allSatisfy(
            counted -> assertThat(counted.tally().commands()).as(counted.operation()).isPositive())
        .allSatisfy(counted -> assertThat(counted.withinBudget()).as(counted.toString()).isTrue());
  }
}
