package dev.countersign.cli.keys;

import picocli.CommandLine.Command;

/** The commands about certificates. */
@Command(
    name = "certificate",
    description = "Make, import and export the certificate beside a key.",
    subcommands = {
      CertificateSelfSign.class,
      CertificateImport.class,
      CertificateExport.class,
      CertificateRequest.class
    })
final class CertificateCommand {}
