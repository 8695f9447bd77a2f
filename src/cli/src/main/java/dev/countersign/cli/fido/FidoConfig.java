package dev.countersign.cli.fido;

import picocli.CommandLine.Command;

/** The commands about settings. */
@Command(
    name = "config",
    description = "Set how a security key behaves. Needs the PIN.",
    subcommands = {ConfigAlwaysUv.class, ConfigMinPinLength.class})
final class FidoConfig {}
