package dev.countersign.cli.mfa;

import dev.countersign.card.oath.OathAdministration;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Takes the password away. */
@Command(
    name = "clear",
    description = "Take the password away: whoever has the token has its codes.",
    footer = {"%nExample:", "  countersign mfa password clear"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class MfaPasswordClear implements Callable<Integer> {
  private final Invocation invocation;

  @Mixin private OathTokenOption token;

  MfaPasswordClear(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (TokenSession session = token.open(invocation)) {
      Token found = token.find(session);
      OathAdministration administration = found.require(OathAdministration.class);
      if (administration.status().passwordSet()) {
        administration.clearPassword();
        invocation.note("%s has no password any more.".formatted(found.uri()));
      } else {
        invocation.note("%s has no password.".formatted(found.uri()));
      }
    }
    return 0;
  }
}
