package dev.countersign.cli.keys;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.ResultFile;
import dev.countersign.cli.TokenSession;
import dev.countersign.cli.keyfiles.PublicKeyFormat;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinPolicy;
import dev.countersign.device.Token;
import dev.countersign.device.TokenKey;
import dev.countersign.device.TokenUri;
import dev.countersign.device.TouchPolicy;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a key. */
@Command(
    name = "generate",
    description = "Make a key on the token and write its public half as PEM.",
    footer = {
      "%nExamples:",
      "  countersign keys generate piv:slot=9c --algorithm rsa2048 --out cdn.pem",
      "  countersign keys generate 'piv:serial=12345678;slot=9a' --algorithm p256 --touch-policy"
          + " cached",
      "  countersign keys generate 'pkcs11:token=prod;object=cdn' --algorithm rsa2048 --out cdn.pem"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeysGenerate implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(
      paramLabel = "URI",
      description = "The place: piv:slot=9c, or pkcs11:token=prod;object=cdn.")
  private TokenUri uri;

  @Option(
      names = "--algorithm",
      required = true,
      paramLabel = "ALGORITHM",
      completionCandidates = Choices.Generated.class,
      description = "One of ${COMPLETION-CANDIDATES}; what the token can make.")
  private KeyAlgorithm algorithm;

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
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write the public key; standard output when left out.")
  private @Nullable Path out;

  @Option(
      names = "--overwrite",
      description = "Replace the key that is there, for good, and remove its certificate.")
  private boolean overwrite;

  KeysGenerate(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    Places.require(uri);
    try (TokenSession session = invocation.open()) {
      Token token = session.find(uri);
      KeyManagement management = token.require(KeyManagement.class);
      requireAble(token, management);
      boolean stale =
          Places.requireFree(session, uri, overwrite) && Places.clear(invocation, management, uri);
      PublicKey key =
          management.generate(
              uri,
              algorithm,
              new KeyPolicies(Optional.ofNullable(pinPolicy), Optional.ofNullable(touchPolicy)));
      if (stale && management.certificate(uri).isPresent()) {
        management.deleteCertificate(uri);
        invocation.note("The certificate of the former key was removed.");
      }
      ResultFile.write(invocation.out(), out, PublicKeyFormat.PEM.encode(key, ""));
      Optional<TokenKey> made = session.keyIfAny(uri);
      invocation.note(
          "%s now holds a key of the kind %s."
              .formatted(
                  made.filter(found -> token.kind().equals(Places.PKCS11))
                      .map(TokenKey::uri)
                      .orElseGet(() -> Places.full(token, uri)),
                  algorithm.externalName()));
      if (made.isEmpty()) {
        invocation.note(
            "This card tells a key through its certificate only. Next: countersign keys certificate"
                + " self-sign '%s' --subject CN=NAME --public-key %s"
                    .formatted(uri, out == null ? "FILE" : out));
      }
    }
    return 0;
  }

  private void requireAble(Token token, KeyManagement management) {
    if (!management.generates().contains(algorithm)) {
      throw new Failure(
          ExitCode.FAILED,
          "%s cannot make keys of the kind %s".formatted(token.uri(), algorithm.externalName()),
          "choose one of "
              + String.join(
                  ", ",
                  management.generates().stream()
                      .map(KeyAlgorithm::externalName)
                      .sorted()
                      .toList()));
    }
  }
}
