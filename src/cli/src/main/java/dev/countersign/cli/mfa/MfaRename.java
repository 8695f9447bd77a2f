package dev.countersign.cli.mfa;

import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.CodeAccount;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Gives an account another name. */
@Command(
    name = "rename",
    description = {
      "Give an account another name; its seed and its codes stay the same.",
      "YubiKeys can do this since firmware 5.3."
    },
    footer = {"%nExample:", "  countersign mfa rename AWS:alice AWS:alice@123456789012"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class MfaRename implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(index = "0", paramLabel = "QUERY", description = "The account, as for mfa code.")
  private String query;

  @Parameters(index = "1", paramLabel = "NAME", description = "The new name: ISSUER:NAME, or NAME.")
  private String newName;

  @Mixin private CodeTokenOption token;

  MfaRename(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    AccountQuery wanted = AccountQuery.parse(query);
    AccountName name = AccountName.parse(newName);
    try (TokenSession session = token.open(invocation, wanted)) {
      AccountSearch search = token.search(invocation, session, wanted);
      Found found = search.only(wanted, search.list(search.tokens()));
      CodeAccount renamed =
          found.accounts().rename(found.account(), name.id(found.account().id().period()));
      invocation.note(
          "%s on %s is now called %s."
              .formatted(Names.of(found.account()), found.token().uri(), Names.of(renamed)));
    }
    return 0;
  }
}
