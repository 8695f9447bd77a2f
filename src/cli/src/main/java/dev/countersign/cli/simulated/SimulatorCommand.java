package dev.countersign.cli.simulated;

import picocli.CommandLine.Command;

/** The commands about simulated tokens. */
@Command(
    name = "simulator",
    description = {
      "Make and look after simulated tokens. They protect nothing: keys and PINs lie in plain"
          + " files.",
      "Any command uses one with --simulator NAME."
    },
    subcommands = {
      SimulatorCreate.class,
      SimulatorList.class,
      SimulatorShow.class,
      SimulatorRemove.class,
      SimulatorProfiles.class
    })
public final class SimulatorCommand {}
