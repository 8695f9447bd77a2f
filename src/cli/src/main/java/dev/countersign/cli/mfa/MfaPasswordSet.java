package dev.countersign.cli.mfa;

import dev.countersign.card.oath.OathAdministration;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinFile;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sets the password. */
@Command(
    name = "set",
    description = {
      "Set the password, or put another in place of it.",
      "It is asked for whenever codes are made. Nobody counts wrong tries, so take a long one; when"
          + " it is forgotten, only mfa reset helps."
    },
    footer = {"%nExample:", "  countersign mfa password set"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class MfaPasswordSet implements Callable<Integer> {
  private final Invocation invocation;

  @Mixin private OathTokenOption token;

  @Option(
      names = "--new-password-file",
      paramLabel = "FILE",
      description = "Take the new password from the first line of a file.")
  private @Nullable Path newFile;

  MfaPasswordSet(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (TokenSession session = token.open(invocation)) {
      Token found = token.find(session);
      OathAdministration administration = found.require(OathAdministration.class);
      PinEntry entry = newFile == null ? invocation.pinEntry() : new PinFile(newFile);
      try (Secret password =
          entry.enter(
              new PinRequest(
                  PinRequest.Kind.NEW_PASSWORD,
                  new Object(),
                  () -> found.uri().toString(),
                  "protect its accounts",
                  OptionalInt::empty))) {
        administration.setPassword(password);
      }
      invocation.note("%s has a new password.".formatted(found.uri()));
    }
    return 0;
  }
}
