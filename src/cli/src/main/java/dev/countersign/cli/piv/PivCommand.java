package dev.countersign.cli.piv;

import picocli.CommandLine.Command;

/** The commands about PIV applications. */
@Command(
    name = "piv",
    description = "Set up and look after the PIV application of a token.",
    subcommands = {
      PivSetupCommand.class,
      PivStatusCommand.class,
      PivChangePin.class,
      PivChangePuk.class,
      PivUnblockPin.class,
      PivReset.class
    })
public final class PivCommand {}
