package dev.countersign.cli.fido;

import dev.countersign.cli.Consent;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import dev.countersign.device.fido.StoredCredentials;
import dev.countersign.device.fido.StoredCredentials.StoredCredential;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Removes a stored credential. */
@Command(
    name = "delete",
    description = {
      "Remove a credential from a security key, for good. Needs the PIN.",
      "A person at the terminal is asked first; a script says --yes. Have another way to sign in at"
          + " the site before you do."
    },
    footer = {"%nExample:", "  countersign fido credentials delete h2GUSY3eWl0"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CredentialsDelete implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(
      paramLabel = "CREDENTIAL",
      description = "Its identifier, or the beginning of it as fido credentials list shows it.")
  private String credential;

  @Mixin private KeyOption key;
  @Mixin private Consent consent;

  CredentialsDelete(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (TokenSession session = key.open(invocation)) {
      Token token = key.find(invocation, session, "remove a credential");
      StoredCredentials stored = Capabilities.credentials(token);
      StoredCredential found =
          new CredentialNames(stored.list()).find(token.uri().toString(), credential);
      String words = CredentialNames.words(found);
      consent.require(
          invocation, "this would remove %s from %s, for good".formatted(words, token.uri()));
      stored.delete(found.id());
      invocation.note("%s does not hold %s any more.".formatted(token.uri(), words));
    }
    return 0;
  }
}
