package dev.countersign.cli.keys;

import dev.countersign.cli.ErrorReport;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.cli.keyfiles.CertificateFile;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenKey;
import dev.countersign.device.TokenUri;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stores a certificate. */
@Command(
    name = "import",
    description = "Store a certificate beside the key that it was made for.",
    footer = {
      "%nExamples:",
      "  countersign keys certificate import piv:slot=9a alice-certificate.pem",
      "  countersign keys certificate import 'pkcs11:token=prod;object=cdn' cdn-certificate.pem"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CertificateImport implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(index = "0", paramLabel = "URI", description = "The key.")
  private TokenUri uri;

  @Parameters(index = "1", paramLabel = "FILE", description = "PEM or DER; - is standard input.")
  private Path file;

  @Option(
      names = "--force",
      description = "Store it even where it is not, or not known to be, for this key.")
  private boolean force;

  CertificateImport(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    uri = Places.ofKey(uri);
    Places.require(uri);
    X509Certificate certificate = CertificateFile.read(invocation.surroundings().in(), file);
    try (TokenSession session = invocation.open()) {
      Token token = session.find(uri);
      if (!force) {
        requireMatch(session, certificate);
      }
      token.require(KeyManagement.class).putCertificate(uri, certificate);
      invocation.note(
          "%s now has the certificate from %s.".formatted(Places.full(session, token, uri), file));
    }
    return 0;
  }

  private void requireMatch(TokenSession session, X509Certificate certificate) {
    Optional<TokenKey> key = key(session);
    if (key.isEmpty()) {
      throw new Failure(
          ExitCode.NO_SUCH_TOKEN,
          uri + " holds no key that the token tells of, so " + file + " cannot be checked",
          "make or import the key first, or store the certificate with --force");
    }
    if (!MessageDigest.isEqual(
        key.get().publicKey().getEncoded(), certificate.getPublicKey().getEncoded())) {
      throw new Failure(
          ExitCode.FAILED,
          "the certificate in %s is not for the key %s".formatted(file, key.get().uri()),
          "give the certificate of this key, or name the slot whose key it is for");
    }
  }

  private Optional<TokenKey> key(TokenSession session) {
    try {
      return session.keyIfAny(uri);
    } catch (TokenException.BadData unreadable) {
      // What is stored there does not fit together; a new certificate is how that is mended.
      throw new Failure(
          ExitCode.FAILED,
          ErrorReport.sentence(unreadable) + ", so " + file + " cannot be checked",
          "store the certificate with --force",
          unreadable);
    }
  }
}
