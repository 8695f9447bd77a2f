package dev.countersign.cli.fido;

import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import dev.countersign.device.fido.StoredCredentials;
import dev.countersign.device.fido.StoredCredentials.StoredCredential;
import dev.countersign.device.fido.UserAccount;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives the account of a stored credential another name. */
@Command(
    name = "rename",
    description = {
      "Give the account of a stored credential another name, on the key. Needs the PIN.",
      "The site knows nothing of it and the credential works as before."
    },
    footer = {"%nExample:", "  countersign fido credentials rename h2GUSY3eWl0 --name alice@work"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CredentialsRename implements Callable<Integer> {
  private static final int MAX_BYTES = 64;

  private final Invocation invocation;

  @Parameters(
      paramLabel = "CREDENTIAL",
      description = "Its identifier, or the beginning of it as fido credentials list shows it.")
  private String credential;

  @Mixin private KeyOption key;

  @Option(names = "--name", paramLabel = "NAME", description = "The account's name.")
  private @Nullable String name;

  @Option(names = "--display-name", paramLabel = "NAME", description = "The person's name.")
  private @Nullable String displayName;

  CredentialsRename(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    if (name == null && displayName == null) {
      throw Failure.usage("there is no new name", "give it with --name or --display-name");
    }
    requireShort(name);
    requireShort(displayName);
    try (TokenSession session = key.open(invocation)) {
      Token token = key.find(invocation, session, "rename a credential");
      StoredCredentials stored = Capabilities.credentials(token);
      StoredCredential found =
          new CredentialNames(stored.list()).find(token.uri().toString(), credential);
      UserAccount user =
          new UserAccount(
              found.user().handle(),
              Optional.ofNullable(name).or(() -> found.user().name()),
              Optional.ofNullable(displayName).or(() -> found.user().displayName()));
      stored.rename(found.id(), user);
      invocation.note(
          "%s is that of %s now."
              .formatted(capital(CredentialNames.words(found)), CredentialNames.account(user)));
    }
    return 0;
  }

  private static String capital(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  // [CTAP2.1] 6.1.2: keys may cut what is longer than 64 bytes.
  private static void requireShort(@Nullable String text) {
    int bytes = text == null ? 1 : text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MAX_BYTES) {
      throw Failure.usage(
          "a name of %d bytes cannot be stored".formatted(bytes),
          "give 1 to %d bytes".formatted(MAX_BYTES));
    }
  }
}
