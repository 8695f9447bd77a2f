package dev.countersign.cli.fido;

import picocli.CommandLine.Command;

/** The commands about the PIN. */
@Command(
    name = "pin",
    description = "Set or change the PIN of a security key.",
    subcommands = {PinSet.class, PinChange.class})
final class FidoPin {}
