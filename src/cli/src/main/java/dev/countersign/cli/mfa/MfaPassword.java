package dev.countersign.cli.mfa;

import picocli.CommandLine.Command;

/** The commands about the password. */
@Command(
    name = "password",
    description = "Set or take away the password that protects the accounts of a token.",
    subcommands = {MfaPasswordSet.class, MfaPasswordClear.class})
final class MfaPassword {}
