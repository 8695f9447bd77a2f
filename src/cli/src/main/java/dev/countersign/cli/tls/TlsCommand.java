package dev.countersign.cli.tls;

import picocli.CommandLine.Command;

/** The commands about TLS. */
@Command(
    name = "tls",
    description = "Prove who you are to TLS servers with a key on a token.",
    subcommands = {TlsConnect.class})
public final class TlsCommand {}
