package dev.countersign.benchmarks;

import dev.countersign.benchmarks.fleet.Fleet;
import dev.countersign.simulator.Profile;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The program behind bin/benchmark. */
public final class Benchmarks {
  private static final List<String> SECTIONS =
      List.of(
          "commands", "overhead", "start", "code", "pkcs11", "fleet", "webauthn", "reader", "mfa");

  private static final String LOGGING = "slf4j.internal.verbosity";

  private Benchmarks() {}

  /**
   * Prints the tables.
   *
   * @param arguments {@code --quick}, and the sections wanted; all when none is named
   * @throws Exception when something cannot be measured
   */
  public static void main(String[] arguments) throws Exception {
    boolean quick = List.of(arguments).contains("--quick");
    List<String> named =
        List.of(arguments).stream().filter(argument -> !argument.startsWith("--")).toList();
    if (!SECTIONS.containsAll(named)) {
      System.err.println("bin/benchmark: sections are " + String.join(", ", SECTIONS));
      System.exit(2);
    }
    // libraries log to nobody here, and need not say so in the middle of a table
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "ERROR");
    }
    Set<String> wanted = Set.copyOf(named.isEmpty() ? SECTIONS : named);
    PrintStream out = System.out;
    Path root = Path.of(System.getProperty("countersign.root", "."));
    out.printf(
        "Java %s, %d processors, in-process simulator%n",
        Runtime.version(), Runtime.getRuntime().availableProcessors());
    boolean within = true;
    if (wanted.contains("commands")) {
      within = commands(out, quick ? 20 : 200);
    }
    if (wanted.contains("overhead")) {
      SigningOverhead.print(out, quick ? 400 : 4000);
    }
    if (wanted.contains("start")) {
      StartTime.print(out, root, quick ? 7 : 30);
    }
    if (wanted.contains("code")) {
      code(out, quick);
    }
    if (wanted.contains("pkcs11")) {
      HsmRates.print(out, root, quick);
    }
    if (wanted.contains("fleet")) {
      Fleet.print(out, quick ? 20_000 : 200_000);
    }
    if (wanted.contains("webauthn")) {
      SignInRate.print(out, quick ? 1000 : 10_000);
    }
    Optional<VpcdReader> reader = VpcdReader.of(System.getenv());
    if (wanted.contains("reader")) {
      if (reader.isPresent()) {
        ReaderLatency.print(out, reader.get(), quick ? 500 : 5000);
      } else {
        out.printf("%nOne command through the PC/SC service: there is none%n");
      }
    }
    if (wanted.contains("mfa")) {
      if (reader.isPresent()) {
        CodeTime.print(out, reader.get(), root, quick ? 7 : 30);
      } else {
        out.printf("%nOne MFA code through the PC/SC service: there is none%n");
      }
    }
    if (!within) {
      out.println("a budget of commands is exceeded");
      System.exit(1);
    }
  }

  private static boolean commands(PrintStream out, int repetitions) {
    boolean within = true;
    for (Profile profile : Profile.withPiv()) {
      List<Counted> all = new ArrayList<>(CommandCounts.of(profile, repetitions));
      if (profile != Profile.NIST_PIV) {
        all.addAll(CodeCounts.of(profile));
      }
      within &= print(out, profile, all);
    }
    within &=
        print(out, Profile.SECURITY_KEY, CeremonyCounts.of(Profile.SECURITY_KEY, repetitions));
    return within;
  }

  private static boolean print(PrintStream out, Profile profile, List<Counted> all) {
    boolean within = true;
    out.printf("%nCommands per operation, %s%n", profile.externalName());
    out.printf(
        "  %-40s %8s %7s %7s %9s %9s%n", "operation", "commands", "budget", "out", "in", "time");
    for (Counted counted : all) {
      within &= counted.withinBudget();
      out.printf(
          "  %-40s %8.1f %7s %6dB %8dB %6.0f us  %s%n",
          counted.operation(),
          counted.commandsEach(),
          counted.budget().isPresent() ? "<= " + counted.budget().getAsInt() : "-",
          counted.tally().bytesOut() / counted.repetitions(),
          counted.tally().bytesIn() / counted.repetitions(),
          counted.microsEach(),
          counted.withinBudget() ? "" : "OVER");
    }
    return within;
  }

  private static void code(PrintStream out, boolean quick) throws Exception {
    out.printf("%nCode, by JMH%n");
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("dev\\.countersign\\.benchmarks\\..*")
            .verbosity(quick ? VerboseMode.SILENT : VerboseMode.NORMAL)
            .shouldFailOnError(true);
    if (quick) {
      options
          .forks(1)
          .warmupIterations(2)
          .warmupTime(TimeValue.milliseconds(300))
          .measurementIterations(3)
          .measurementTime(TimeValue.milliseconds(300));
    } else {
      options
          .forks(2)
          .warmupIterations(5)
          .warmupTime(TimeValue.seconds(1))
          .measurementIterations(5)
          .measurementTime(TimeValue.seconds(1));
    }
    new Runner(options.build())
        .run()
        .forEach(
            run ->
                out.printf(
                    "  %-40s %10.3f +- %.3f %s%n",
                    run.getParams().getBenchmark().replaceFirst(".*\\.(\\w+\\.\\w+)$", "$1"),
                    run.getPrimaryResult().getScore(),
                    run.getPrimaryResult().getScoreError(),
                    run.getPrimaryResult().getScoreUnit()));
  }
}
