package dev.countersign.cli.piv;

import picocli.CommandLine.Command;

/** The commands about PIV applications. */
@Command(
    name = "piv",
    description = "Set up and look after the PIV application of a token.",
    subcommands = {
      PivSetupCommand.class,
      PivInfo.class,
      PivChangePin.class,
      PivChangePuk.class,
      PivUnblock.class,
      PivChangeManagementKey.class,
      PivRetries.class,
      PivReset.class
    })
public final class PivCommand {}
