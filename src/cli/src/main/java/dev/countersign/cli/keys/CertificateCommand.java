package dev.countersign.cli.keys;

import picocli.CommandLine.Command;

/** The commands about certificates. */
@Command(
    name = "certificate",
    description = "Make, import, export and remove the certificate beside a key.",
    subcommands = {
      CertificateSelfSign.class,
      CertificateImport.class,
      CertificateExport.class,
      CertificateDelete.class,
      CertificateRequest.class
    })
final class CertificateCommand {}
