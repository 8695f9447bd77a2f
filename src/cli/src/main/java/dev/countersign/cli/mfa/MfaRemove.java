package dev.countersign.cli.mfa;

import dev.countersign.cli.Consent;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Removes an account. */
@Command(
    name = "remove",
    description = {
      "Remove an account, and its seed, for good.",
      "Asks first; without a terminal and without --yes, what would be lost is said and no more."
    },
    footer = {"%nExample:", "  countersign mfa remove AWS:alice"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class MfaRemove implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "QUERY", description = "The account, as for mfa code.")
  private String query;

  @Mixin private CodeTokenOption token;
  @Mixin private Consent consent;

  MfaRemove(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    AccountQuery wanted = AccountQuery.parse(query);
    try (TokenSession session = token.open(invocation, wanted)) {
      AccountSearch search = token.search(invocation, session, wanted);
      Found found = search.only(wanted, search.list(search.tokens()));
      consent.require(
          invocation,
          "this would remove %s from %s, and its seed cannot be had back"
              .formatted(Names.of(found.account()), found.token().uri()));
      found.accounts().remove(found.account());
      invocation.note(
          "%s is no longer on %s.".formatted(Names.of(found.account()), found.token().uri()));
    }
    return 0;
  }
}
