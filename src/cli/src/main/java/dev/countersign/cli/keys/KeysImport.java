package dev.countersign.cli.keys;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.cli.keyfiles.PrivateKeyFile;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinPolicy;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;
import dev.countersign.device.TouchPolicy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a key onto a token. */
@Command(
    name = "import",
    description = {
      "Bring a private key from a file onto the token.",
      "The file still holds the key afterwards: a key made on the token is in no file."
    },
    footer = {
      "%nExamples:",
      "  countersign keys import piv:slot=9c cloudfront-private-key.pem",
      "  countersign keys import piv:slot=9a client.p12 --passphrase-file passphrase.txt",
      "  countersign keys import 'pkcs11:token=prod;object=cdn' cloudfront-private-key.pem"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeysImport implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(
      index = "0",
      paramLabel = "URI",
      description = "The place: piv:slot=9c, or pkcs11:token=prod;object=cdn.")
  private TokenUri uri;

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description = "PEM, PKCS#8 or PKCS#12; - is standard input.")
  private Path file;

  @Mixin private PassphraseOptions passphrase;

  @Option(
      names = "--pin-policy",
      paramLabel = "POLICY",
      completionCandidates = Choices.PinPolicies.class,
      description = "When the key wants the PIN: ${COMPLETION-CANDIDATES}. Default: the token's.")
  private @Nullable PinPolicy pinPolicy;

  @Option(
      names = "--touch-policy",
      paramLabel = "POLICY",
      completionCandidates = Choices.TouchPolicies.class,
      description = "When the key wants a touch: ${COMPLETION-CANDIDATES}. Default: the token's.")
  private @Nullable TouchPolicy touchPolicy;

  @Option(
      names = "--overwrite",
      description = "Replace the key that is there, for good, and remove its certificate.")
  private boolean overwrite;

  KeysImport(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    Places.require(uri);
    PrivateKeyFile key =
        PrivateKeyFile.read(
            invocation.surroundings().in(), file, () -> passphrase.read(invocation, file));
    try (TokenSession session = invocation.open()) {
      Token token = session.find(uri);
      KeyManagement management = token.require(KeyManagement.class);
      if (!management.imports()) {
        throw new Failure(
            ExitCode.FAILED,
            token.uri() + " takes no private keys from outside",
            "make one on the token with countersign keys generate");
      }
      boolean stale =
          Places.requireFree(session, uri, overwrite) && Places.clear(invocation, management, uri);
      management.importKey(
          uri,
          key.keyPair(),
          new KeyPolicies(Optional.ofNullable(pinPolicy), Optional.ofNullable(touchPolicy)));
      if (key.certificate().isPresent()) {
        management.putCertificate(uri, key.certificate().get());
      } else if (stale && management.certificate(uri).isPresent()) {
        management.deleteCertificate(uri);
        invocation.note("The certificate of the former key was removed.");
      }
      invocation.note(
          "%s now holds the key from %s%s."
              .formatted(
                  Places.full(session, token, uri),
                  file,
                  key.certificate().isPresent() ? " and its certificate" : ""));
    }
    return 0;
  }
}
