package dev.countersign.cli.simulated;

import dev.countersign.cli.Invocation;
import dev.countersign.cli.Json;
import dev.countersign.simulator.TokenDescription;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a simulated token. */
@Command(
    name = "show",
    description = "Show what a simulated token is.",
    footer = {"%nExample:", "  countersign simulator show demo"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SimulatorShow implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "NAME", description = "The token.")
  private String name;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  SimulatorShow(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    TokenDescription token =
        SimulatedTokens.with(
            invocation, "read the simulated token", tokens -> tokens.describe(name));
    if (json) {
      Json.print(invocation.out(), out -> SimulatedTokens.write(out, token));
      return 0;
    }
    invocation.out().println("name:     " + token.name());
    invocation.out().println("profile:  " + token.profile().externalName());
    invocation.out().println("is like:  " + token.profile().description());
    invocation.out().println("serial:   " + token.serial());
    invocation.out().println("stored:   " + invocation.simulatorHome().resolve(token.name()));
    invocation.out().println("It is simulated and protects nothing.");
    return 0;
  }
}
