package dev.countersign.benchmarks;

import dev.countersign.device.Tokens;
import java.io.PrintStream;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Signatures with a token of SoftHSM: ours beside a C program that calls C_SignInit and C_Sign in a
 * loop, and the JDK's SunPKCS11 where it can, in turns with the same token and key.
 */
final class HsmRates {
  /** The least that ours may reach of the C loop. */
  private static final double BUDGET = 0.95;

  private static final List<Integer> THREADS = List.of(1, 2, 4, 16);

  private final SignLoop loop;
  private final int rounds;
  private final int millis;
  private final int warmUps; // slices of each engine, at most

  private HsmRates(SignLoop loop, boolean quick) {
    this.loop = loop;
    this.rounds = quick ? 5 : 25;
    this.millis = quick ? 50 : 200;
    this.warmUps = quick ? 4 : 20;
  }

  static void print(PrintStream out, Path root, boolean quick) throws Exception {
    Optional<HsmBench> bench = HsmBench.open();
    if (bench.isEmpty()) {
      out.printf("%nSignatures with a PKCS#11 module: SoftHSM is not there%n");
      return;
    }
    Optional<SignLoop> loop = SignLoop.start(bench.get());
    if (loop.isEmpty()) {
      out.printf("%nSignatures with a PKCS#11 module: the C loop cannot be built (gcc?)%n");
      return;
    }
    String sessions = System.getProperty("countersign.sessions");
    OptionalInt most =
        sessions == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(sessions));
    try (SignLoop running = loop.get();
        Tokens tokens = bench.get().tokens(most)) {
      new HsmRates(running, quick).print(out, HsmRow.all(bench.get(), tokens));
    }
    FirstSignature.print(out, bench.get(), root, quick ? 3 : 15);
  }

  private void print(PrintStream out, List<HsmRow> rows) throws Exception {
    warmUp(rows);
    out.printf(
        "%nSignatures with SoftHSM: medians of %d rounds, in each a slice of %d ms of each engine;"
            + " ratios are those of a round, with their quartiles (budget: at least %.2f of the C"
            + " loop)%n",
        rounds, millis, BUDGET);
    out.printf(
        "  %-11s %7s  %20s  %18s %18s  %26s%n",
        "", "", "signatures a second", "ours / C", "SunPKCS11 / C", "processor time of one, us");
    out.printf(
        "  %-11s %7s  %6s %6s %6s  %37s  %8s %8s %8s%n",
        "", "threads", "C", "ours", "Sun", "", "C", "ours", "Sun");
    for (HsmRow row : rows) {
      for (int threads : THREADS) {
        print(out, row, threads);
      }
    }
  }

  /**
   * Until everything is compiled that is used: it is not the start that is compared here. Of all
   * rows before the first is measured, since what one row uses is compiled anew for the next.
   */
  private void warmUp(List<HsmRow> rows) throws Exception {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    try (SignerThreads two = new SignerThreads(2)) {
      long before = -1;
      for (int i = 0; i < warmUps && compiler.getTotalCompilationTime() > before; i++) {
        before = compiler.getTotalCompilationTime();
        for (HsmRow row : rows) {
          two.rate(row.ours(), millis);
          if (row.jdk().isPresent()) {
            two.rate(row.jdk().get(), millis);
          }
        }
      }
    }
  }

  private void print(PrintStream out, HsmRow row, int threads) throws Exception {
    Turns c = new Turns(rounds);
    Turns ours = new Turns(rounds);
    Turns jdk = new Turns(rounds);
    try (SignerThreads own = new SignerThreads(threads)) {
      for (int i = -1; i < rounds; i++) {
        SignLoop.Rate most =
            loop.rate(row.label(), row.mechanism(), row.inputBytes(), threads, millis);
        SignLoop.Rate here = own.rate(row.ours(), millis);
        Optional<SignLoop.Rate> there =
            row.jdk().isPresent()
                ? Optional.of(own.rate(row.jdk().get(), millis))
                : Optional.empty();
        if (i >= 0) { // the one before the first opens sessions
          c.add(most, most);
          ours.add(here, most);
          there.ifPresent(rate -> jdk.add(rate, most));
        }
      }
    }
    boolean compared = row.jdk().isPresent();
    out.printf(
        "  %-11s %7d  %6d %6d %6s  %18s %18s  %8.1f %8.1f %8s  %s%n",
        row.name(),
        threads,
        c.perSecond(),
        ours.perSecond(),
        compared ? Long.toString(jdk.perSecond()) : "-",
        ours.ratio(),
        compared ? jdk.ratio() : "-",
        c.cpuMicros(),
        ours.cpuMicros(),
        compared ? "%.1f".formatted(jdk.cpuMicros()) : "-",
        ours.reaches(BUDGET) ? "ok" : ours.mayReach(BUDGET) ? "under, within the spread" : "UNDER");
  }
}
