package dev.countersign.cli.simulated;

import dev.countersign.cli.Invocation;
import picocli.CommandLine.Command;

/** Pulls a token out of the reader. */
@Command(
    name = "pull",
    description = "Pull a simulated token out of the reader that it is served in.",
    footer = {"%nExample:", "  countersign simulator pull demo"})
final class SimulatorPull extends ServedTokenCommand {
  SimulatorPull(Invocation invocation) {
    super(invocation, "pull");
  }
}
