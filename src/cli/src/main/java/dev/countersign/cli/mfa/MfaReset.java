package dev.countersign.cli.mfa;

import dev.countersign.card.oath.OathAdministration;
import dev.countersign.cli.Consent;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.CodeAccount;
import dev.countersign.device.CodeAccounts;
import dev.countersign.device.Token;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Empties the OATH application of a token. */
@Command(
    name = "reset",
    description = {
      "Remove all accounts and the password of a token, for good. Needs no password.",
      "Asks first; without a terminal and without --yes, what would be lost is said and no more. A"
          + " token that is not simulated must be named by its serial number."
    },
    footer = {"%nExample:", "  countersign mfa reset --token oath:serial=12345678"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class MfaReset implements Callable<Integer> {
  private final Invocation invocation;

  @Mixin private OathTokenOption token;
  @Mixin private Consent consent;

  MfaReset(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (TokenSession session = token.open(invocation)) {
      Token found = token.find(session);
      OathAdministration administration = found.require(OathAdministration.class);
      String losses = losses(found, administration);
      String loss = "this would remove %s from %s".formatted(losses, found.uri());
      if (!found.simulated() && !token.namesSerial()) {
        throw Failure.usage(
            loss + ", and the command does not name it",
            "name the token that is meant: --token " + found.uri());
      }
      consent.require(invocation, loss + ", for good");
      administration.reset();
      invocation.note("%s is empty; lost: %s.".formatted(found.uri(), losses));
    }
    return 0;
  }

  /** What nobody can bring back, in words. Asks for no password. */
  private static String losses(Token token, OathAdministration administration) {
    if (administration.status().passwordSet()) {
      return "all accounts, which only the password can list, and the password";
    }
    List<CodeAccount> accounts = token.require(CodeAccounts.class).list();
    return accounts.isEmpty()
        ? "no account that it tells of, and any signing key"
        : accounts.stream().map(Names::of).collect(Collectors.joining(", "))
            + " and any signing key";
  }
}
