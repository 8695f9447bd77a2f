package dev.countersign.cli.simulated;

import dev.countersign.cli.Invocation;
import picocli.CommandLine.Command;

/** Touches a token. */
@Command(
    name = "touch",
    description = "Touch a simulated token that is served with --touch ask, while it waits for it.",
    footer = {"%nExample:", "  countersign simulator touch demo"})
final class SimulatorTouch extends ServedTokenCommand {
  SimulatorTouch(Invocation invocation) {
    super(invocation, "touch");
  }
}
