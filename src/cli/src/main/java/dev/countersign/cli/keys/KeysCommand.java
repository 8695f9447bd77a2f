package dev.countersign.cli.keys;

import picocli.CommandLine.Command;

/** The commands about keys. */
@Command(
    name = "keys",
    description = "List, make, use, attest and audit the keys on a token, and their certificates.",
    subcommands = {
      KeysList.class,
      KeysGenerate.class,
      KeysPublic.class,
      KeysImport.class,
      KeysImportSecret.class,
      KeysMove.class,
      KeysDelete.class,
      KeysDecrypt.class,
      KeysDerive.class,
      KeysAttest.class,
      KeysVerifyAttestation.class,
      KeysAudit.class,
      CertificateCommand.class
    })
public final class KeysCommand {}
