package dev.countersign.benchmarks;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * One operation as it was counted.
 *
 * @param operation what was done
 * @param repetitions how many of it
 * @param tally what went over the channel, all repetitions together
 * @param time how long that took
 * @param budget the most commands that one may cost; empty where nobody set one
 */
record Counted(String operation, int repetitions, Tally tally, Duration time, OptionalInt budget) {

  boolean withinBudget() {
    return budget.isEmpty() || tally.commands() <= budget.getAsInt() * repetitions;
  }

  double commandsEach() {
    return (double) tally.commands() / repetitions;
  }

  double microsEach() {
    return time.toNanos() / 1000.0 / repetitions;
  }
}
