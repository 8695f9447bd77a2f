package dev.countersign.cli.simulated;

import dev.countersign.cli.Columns;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.Json;
import dev.countersign.simulator.Profile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists profiles. */
@Command(
    name = "profiles",
    description = "List what a simulated token can behave like.",
    footer = {"%nExample:", "  countersign simulator profiles"})
final class SimulatorProfiles implements Callable<Integer> {
  private final Invocation invocation;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  SimulatorProfiles(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    if (json) {
      Json.print(
          invocation.out(),
          out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("profiles");
            for (Profile profile : Profile.values()) {
              out.writeStartObject();
              out.writeStringField("name", profile.externalName());
              out.writeStringField("description", profile.description());
              out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
          });
      return 0;
    }
    Columns columns = new Columns("PROFILE", "WHAT IT IS LIKE");
    for (Profile profile : Profile.values()) {
      columns.row(profile.externalName(), profile.description());
    }
    columns.print(invocation.out());
    return 0;
  }
}
