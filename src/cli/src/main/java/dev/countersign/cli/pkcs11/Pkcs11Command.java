package dev.countersign.cli.pkcs11;

import picocli.CommandLine.Command;

/** The commands about PKCS#11 modules. */
@Command(
    name = "pkcs11",
    description = "Look after PKCS#11 modules and their tokens: HSMs, SoftHSM, smart cards.",
    subcommands = {Pkcs11ModulesCommand.class, Pkcs11Info.class, Pkcs11Init.class})
public final class Pkcs11Command {}
