package dev.countersign.cli.tokens;

import dev.countersign.cli.Invocation;
import dev.countersign.cli.Json;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what is installed, reachable and wrong. */
@Command(
    name = "doctor",
    description = {
      "Say what is installed, what can be reached and what is wrong, each with its remedy.",
      "Exit code 0 when there is no problem (warnings are none), 1 otherwise. No PIN is needed and"
          + " no try of one is used.",
      "The clock of this machine decides which code is made, so it is compared with a time server,"
          + " by one SNTP question that tells nothing of this machine."
    },
    footer = {
      "%nExamples:",
      "  countersign doctor",
      "  countersign --simulator demo doctor",
      "  countersign doctor --time-source ntp.example.com",
      "  countersign doctor --time-source none             (nothing is sent)"
    })
public final class DoctorCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = "--time-source",
      paramLabel = "HOST[:PORT]",
      description =
          "The time server to compare the clock with, or none. Default: the variable"
              + " COUNTERSIGN_TIME_SOURCE, or else time.aws.com.")
  private @Nullable String timeSource;

  DoctorCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    List<Finding> findings =
        new Examination(invocation, new ClockExamination(invocation, timeSource)).run();
    boolean healthy = findings.stream().noneMatch(f -> f.level() == Finding.Level.PROBLEM);
    if (json) {
      Json.print(
          invocation.out(),
          out -> {
            out.writeStartObject();
            out.writeBooleanField("healthy", healthy);
            out.writeArrayFieldStart("findings");
            for (Finding finding : findings) {
              out.writeStartObject();
              out.writeStringField("level", finding.level().externalName());
              out.writeStringField("subject", finding.subject());
              out.writeStringField("message", finding.message());
              Json.optional(out, "remedy", finding.remedy());
              out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
          });
    } else {
      print(findings);
    }
    return healthy ? 0 : 1;
  }

  private void print(List<Finding> findings) {
    PrintStream out = invocation.out();
    for (Finding finding : findings) {
      out.println(
          "%-8s %s: %s"
              .formatted(
                  finding.level().externalName().toUpperCase(Locale.ROOT),
                  finding.subject(),
                  finding.message()));
      finding.remedy().ifPresent(remedy -> out.println("         -> " + remedy));
    }
  }
}
