package dev.countersign.cli.keys;

import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.SecretKeyManagement;
import dev.countersign.device.Token;
import dev.countersign.device.TokenKey;
import dev.countersign.device.TokenUri;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Destroys a key. */
@Command(
    name = "delete",
    description = {
      "Destroy a key, for good, and remove its certificate.",
      "YubiKeys have this since firmware 5.7. Without --destroy-key nothing is done, and what would"
          + " be lost is said. Of a PKCS#11 token the public key beside it goes too;"
          + " a secret key is named with type=secret-key."
    },
    footer = {
      "%nExamples:",
      "  countersign keys delete 'piv:serial=12345678;slot=82' --destroy-key",
      "  countersign keys delete 'pkcs11:token=prod;object=old' --destroy-key",
      "  countersign keys delete 'pkcs11:token=prod;object=api;type=secret-key' --destroy-key"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeysDelete implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "URI", description = "The key, with its slot or object.")
  private TokenUri uri;

  @Option(names = "--destroy-key", description = "Say that this is meant.")
  private boolean meant;

  KeysDelete(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    if (SecretPlaces.named(uri)) {
      SecretPlaces.require(uri);
    } else if (uri.scheme().equals(Places.PIV)) {
      KeySlots.of(uri);
    } else {
      Places.require(uri);
    }
    try (TokenSession session = invocation.open()) {
      Token token = session.find(uri);
      if (SecretPlaces.named(uri)) {
        deleteSecret(token);
      } else {
        deletePair(session, token);
      }
    }
    return 0;
  }

  private void deletePair(TokenSession session, Token token) {
    TokenUri place = Places.full(session, token, uri);
    requireMeant(() -> losses(session, token), place);
    token.require(KeyManagement.class).deleteKey(uri);
    invocation.note(
        token.kind().equals(Places.PIV)
            ? "%s is empty now.".formatted(place)
            : "%s is no longer there.".formatted(place));
  }

  private void deleteSecret(Token token) {
    TokenUri place = Places.full(token, uri).with("type", SecretPlaces.TYPE);
    requireMeant(() -> "the secret key", place);
    token.require(SecretKeyManagement.class).deleteSecret(uri);
    invocation.note("%s is no longer there.".formatted(place));
  }

  private void requireMeant(Supplier<String> losses, TokenUri place) {
    if (!meant) {
      throw Failure.usage(
          "this would destroy %s in %s".formatted(losses.get(), place),
          "say that it is meant with --destroy-key");
    }
  }

  private String losses(TokenSession session, Token token) {
    Optional<TokenKey> key = session.keyIfAny(uri);
    Optional<X509Certificate> certificate = token.require(KeyManagement.class).certificate(uri);
    List<String> losses = new ArrayList<>();
    key.ifPresent(found -> losses.add("the key of the kind " + found.algorithm().externalName()));
    certificate.ifPresent(
        found ->
            losses.add(
                "the certificate for "
                    + found.getSubjectX500Principal().getName().replaceAll("\\p{Cntrl}", "?")));
    if (losses.isEmpty()) {
      session.key(uri); // says that there is none
    }
    return String.join(" and ", losses);
  }
}
