package dev.countersign.cli.simulated;

import dev.countersign.cli.Invocation;
import picocli.CommandLine.Command;

/** Puts a token into the reader again. */
@Command(
    name = "insert",
    description = "Put a simulated token that was pulled back into its reader.",
    footer = {"%nExample:", "  countersign simulator insert demo"})
final class SimulatorInsert extends ServedTokenCommand {
  SimulatorInsert(Invocation invocation) {
    super(invocation, "insert");
  }
}
