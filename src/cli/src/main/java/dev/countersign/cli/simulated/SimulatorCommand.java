package dev.countersign.cli.simulated;

import picocli.CommandLine.Command;

/** The commands about simulated tokens. */
@Command(
    name = "simulator",
    description = {
      "Make and look after simulated tokens. They protect nothing: keys and PINs lie in plain"
          + " files.",
      "Any command uses one with --simulator NAME; serve puts one into a reader of this machine for"
          + " all programs."
    },
    subcommands = {
      SimulatorCreate.class,
      SimulatorList.class,
      SimulatorShow.class,
      SimulatorServe.class,
      SimulatorPull.class,
      SimulatorInsert.class,
      SimulatorTouch.class,
      SimulatorRemove.class,
      SimulatorProfiles.class
    })
public final class SimulatorCommand {}
