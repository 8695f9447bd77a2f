package dev.countersign.benchmarks.fleet;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints what a fleet of signers does under load, and when members fail. */
public final class Fleet {
  private static final long SEED = 20260101;
  private static final int WIDTH = 48;

  /** As a network HSM takes for an RSA-2048 signature, the way there included. */
  private static final Scenario.Service SIGNATURE = new Scenario.Service(5, 0.5);

  private static final double FAILS_AFTER = 50;
  private static final double PATIENCE = 5000;

  private Fleet() {}

  private static Scenario scenario(String title, double load, Scenario.Fault... faults) {
    return new Scenario(title, 4, 4, load, SIGNATURE, List.of(faults), 0, 0, FAILS_AFTER, PATIENCE);
  }

  private static List<Scenario> scenarios() {
    return List.of(
        scenario("all four are well", 0.6),
        scenario("all four are well, busier", 0.9),
        scenario("one is dead for half of the time", 0.6, new Scenario.Fault(0, 0.25, 0.75, 0)),
        new Scenario(
            "the same, and calls to it fail after 1 ms",
            4,
            4,
            0.6,
            SIGNATURE,
            List.of(new Scenario.Fault(0, 0.25, 0.75, 0)),
            0,
            0,
            1,
            PATIENCE),
        scenario("one takes 5 times as long", 0.6, new Scenario.Fault(0, 0, 1, 5)),
        scenario("one is dead and the load too high", 0.9, new Scenario.Fault(0, 0.25, 0.75, 0)),
        new Scenario(
            "each breaks every 60 s, for 6 s",
            4,
            4,
            0.5,
            SIGNATURE,
            List.of(),
            60_000,
            6_000,
            FAILS_AFTER,
            PATIENCE));
  }

  /**
   * Prints tables and a picture; the same on every machine.
   *
   * @param requests signatures in each run
   */
  public static void print(PrintStream out, int requests) {
    out.printf("%nA fleet of signers, simulated: %d signatures a run, seed %d%n", requests, SEED);
    out.printf(
        Locale.ROOT,
        "  4 members of 4 places; a signature takes %.0f ms (half of them; mean %.1f ms), a call to"
            + " a dead%n  member fails after %.0f ms, callers wait %.0f ms at most%n",
        SIGNATURE.median(),
        SIGNATURE.mean(),
        FAILS_AFTER,
        PATIENCE);
    for (Scenario scenario : scenarios()) {
      out.printf(
          Locale.ROOT,
          "%n  %s (load %.0f %%, %.0f a second)%n",
          scenario.title(),
          100 * scenario.load(),
          1000 * scenario.rate());
      out.printf(
          "    %-24s %8s %9s %9s %9s %9s %12s%n",
          "", "places", "p50", "p99", "p99.9", "errors", "failed calls");
      for (Strategy strategy : Strategy.values()) {
        row(out, strategy, Simulation.run(scenario, strategy, requests, SEED));
      }
    }
    picture(out, requests);
    sizes(out, requests);
  }

  private static void row(PrintStream out, Strategy strategy, Outcome outcome) {
    out.printf(
        Locale.ROOT,
        "    %-24s %6.0f %% %6.1f ms %6.0f ms %6.0f ms %7.3f %% %12d%n",
        strategy.title(),
        100 * outcome.utilisation(),
        outcome.percentile(0.5),
        outcome.percentile(0.99),
        outcome.percentile(0.999),
        100 * outcome.errorRate(),
        outcome.failedCalls());
  }

  private static void picture(PrintStream out, int requests) {
    out.printf("%n  p99 by load, all four well; each # is 1 ms%n");
    for (int percent = 50; percent <= 95; percent += 15) {
      for (Strategy strategy :
          List.of(Strategy.LEAST_LOADED, Strategy.ROUND_ROBIN, Strategy.RANDOM)) {
        double p99 =
            Simulation.run(scenario("", percent / 100.0), strategy, requests, SEED)
                .percentile(0.99);
        int length = (int) Math.round(p99);
        out.printf(
            Locale.ROOT,
            "    %2d %%  %-18s %s %.0f ms%n",
            percent,
            strategy.title(),
            "#".repeat(Math.min(WIDTH, length)) + (length > WIDTH ? ">" : ""),
            p99);
      }
    }
  }

  /** How many members a service needs so that one may be missing. */
  private static void sizes(PrintStream out, int requests) {
    out.printf("%n  one member more than is needed: p99 with all of them, and with one dead%n");
    for (int members = 2; members <= 6; members++) {
      double load = 0.7 * (members - 1) / members;
      Scenario all =
          new Scenario("", members, 4, load, SIGNATURE, List.of(), 0, 0, FAILS_AFTER, PATIENCE);
      Scenario less =
          new Scenario(
              "",
              members,
              4,
              load,
              SIGNATURE,
              List.of(new Scenario.Fault(0, 0, 1, 0)),
              0,
              0,
              FAILS_AFTER,
              PATIENCE);
      out.printf(
          Locale.ROOT,
          "    %d members at %2.0f %%: %4.0f ms, %4.0f ms%n",
          members,
          100 * load,
          Simulation.run(all, Strategy.LEAST_LOADED, requests, SEED).percentile(0.99),
          Simulation.run(less, Strategy.LEAST_LOADED, requests, SEED).percentile(0.99));
    }
  }
}
