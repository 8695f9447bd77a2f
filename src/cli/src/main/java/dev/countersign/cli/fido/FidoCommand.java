package dev.countersign.cli.fido;

import dev.countersign.cli.demo.FidoDemoCommand;
import picocli.CommandLine.Command;

/** The commands about security keys. */
@Command(
    name = "fido",
    description = {
      "Use security keys (FIDO2 and U2F): plugged in, or held to a reader.",
      "Without --token the only key is meant; of several, the one that is touched."
    },
    subcommands = {
      FidoList.class,
      FidoInfo.class,
      FidoPin.class,
      FidoCredentials.class,
      FidoRegister.class,
      FidoAssert.class,
      FidoSecret.class,
      FidoConfig.class,
      FidoReset.class,
      FidoDemoCommand.class
    })
public final class FidoCommand {}
