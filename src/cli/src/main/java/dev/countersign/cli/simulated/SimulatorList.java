package dev.countersign.cli.simulated;

import dev.countersign.cli.Columns;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.Json;
import dev.countersign.simulator.TokenDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists simulated tokens. */
@Command(
    name = "list",
    description = "List the simulated tokens.",
    footer = {"%nExample:", "  countersign simulator list --json"})
final class SimulatorList implements Callable<Integer> {
  private final Invocation invocation;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  SimulatorList(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    List<TokenDescription> all =
        SimulatedTokens.with(
            invocation,
            "list the simulated tokens",
            tokens -> {
              List<TokenDescription> found = new ArrayList<>();
              for (String name : tokens.list()) {
                found.add(tokens.describe(name));
              }
              return found;
            });
    if (json) {
      Json.print(
          invocation.out(),
          out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("simulatedTokens");
            for (TokenDescription token : all) {
              SimulatedTokens.write(out, token);
            }
            out.writeEndArray();
            out.writeEndObject();
          });
    } else if (all.isEmpty()) {
      invocation.note("There is no simulated token; countersign simulator create NAME makes one.");
    } else {
      Columns columns = new Columns("NAME", "PROFILE", "SERIAL");
      all.forEach(t -> columns.row(t.name(), t.profile().externalName(), "" + t.serial()));
      columns.print(invocation.out());
    }
    return 0;
  }
}
