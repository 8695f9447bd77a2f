package dev.countersign.cli.keys;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.ResultFile;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a certificate. */
@Command(
    name = "export",
    description = "Write the certificate beside a key.",
    footer = {"%nExample:", "  countersign keys certificate export piv:slot=9a --out alice.pem"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CertificateExport implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "URI", description = "The key.")
  private TokenUri uri;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "pem",
      description = "One of ${COMPLETION-CANDIDATES}. Default: pem.")
  private Format format;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write it; standard output when left out.")
  private @Nullable Path out;

  CertificateExport(Invocation invocation) {
    this.invocation = invocation;
  }

  enum Format {
    PEM,
    DER;

    /** The name on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public Integer call() throws CertificateException {
    uri = Places.ofKey(uri);
    Places.require(uri);
    try (TokenSession session = invocation.open()) {
      Token token = session.find(uri);
      X509Certificate certificate =
          token
              .require(KeyManagement.class)
              .certificate(uri)
              .orElseThrow(
                  () ->
                      new Failure(
                          ExitCode.NO_SUCH_TOKEN,
                          "there is no certificate at " + Places.full(token, uri),
                          "make one with countersign keys certificate self-sign or request"));
      byte[] content =
          format == Format.PEM ? CertificateSelfSign.pem(certificate) : certificate.getEncoded();
      ResultFile.write(invocation.out(), out, content);
    }
    return 0;
  }
}
