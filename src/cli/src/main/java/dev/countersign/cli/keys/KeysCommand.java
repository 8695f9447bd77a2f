package dev.countersign.cli.keys;

import picocli.CommandLine.Command;

/** The commands about keys. */
@Command(
    name = "keys",
    description = "List, make, import and export the keys and certificates on a token.",
    subcommands = {
      KeysList.class,
      KeysGenerate.class,
      KeysPublic.class,
      KeysImport.class,
      CertificateCommand.class
    })
public final class KeysCommand {}
