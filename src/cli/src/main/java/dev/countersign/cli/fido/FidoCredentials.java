package dev.countersign.cli.fido;

import picocli.CommandLine.Command;

/** The commands about stored credentials. */
@Command(
    name = "credentials",
    description = {
      "List, rename and remove the credentials that a security key stores.",
      "Credentials that are not stored on the key, as second factors usually are, are in no list:"
          + " the site keeps them."
    },
    subcommands = {CredentialsList.class, CredentialsRename.class, CredentialsDelete.class})
final class FidoCredentials {}
