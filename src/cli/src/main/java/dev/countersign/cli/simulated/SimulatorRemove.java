package dev.countersign.cli.simulated;

import dev.countersign.cli.Invocation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Deletes a simulated token. */
@Command(
    name = "remove",
    description = "Delete a simulated token and its keys.",
    footer = {"%nExample:", "  countersign simulator remove demo"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SimulatorRemove implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "NAME", description = "The token.")
  private String name;

  SimulatorRemove(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    SimulatedTokens.with(
        invocation,
        "remove the simulated token '%s'".formatted(name),
        tokens -> {
          tokens.remove(name);
          return name;
        });
    invocation.note("Simulated token '%s' is removed.".formatted(name));
    return 0;
  }
}
