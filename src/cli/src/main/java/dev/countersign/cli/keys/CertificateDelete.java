package dev.countersign.cli.keys;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Removes a certificate. */
@Command(
    name = "delete",
    description = {
      "Remove the certificate beside a key. The key stays.",
      "A PIV card of the bare standard tells its key through the certificate only, and without it"
          + " does not show the key any more."
    },
    footer = {
      "%nExamples:",
      "  countersign keys certificate delete piv:slot=9a",
      "  countersign keys certificate delete 'pkcs11:token=prod;object=cdn'"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CertificateDelete implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "URI", description = "The key.")
  private TokenUri uri;

  CertificateDelete(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    uri = Places.ofKey(uri);
    Places.require(uri);
    try (TokenSession session = invocation.open()) {
      Token token = session.find(uri);
      KeyManagement management = token.require(KeyManagement.class);
      if (management.certificate(uri).isEmpty()) {
        throw new Failure(
            ExitCode.NO_SUCH_TOKEN,
            "there is no certificate at " + Places.full(token, uri),
            "countersign keys list shows which keys have one");
      }
      management.deleteCertificate(uri);
      invocation.note(
          "%s has no certificate any more.".formatted(Places.full(session, token, uri)));
    }
    return 0;
  }
}
