package dev.countersign.cli.tokens;

import dev.countersign.cli.Columns;
import dev.countersign.cli.ErrorReport;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.Json;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import dev.countersign.device.TokenIdentity;
import dev.countersign.device.Tokens;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists tokens. */
@Command(
    name = "tokens",
    description = "List the tokens that are attached.",
    footer = {
      "%nExamples:",
      "  countersign tokens",
      "  countersign tokens --json",
      "  countersign --simulator demo tokens"
    })
public final class TokensCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(names = "--json", description = "Print JSON; with --watch one line for each event.")
  private boolean json;

  @Option(
      names = "--watch",
      description = "Go on and tell of tokens that come and go, until Ctrl-C.")
  private boolean watch;

  TokensCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (TokenSession session = invocation.open()) {
      if (watch) {
        new TokenWatch(invocation, session, json).run();
        return 0;
      }
      Tokens.Inventory inventory = session.tokens().inventory();
      if (json) {
        Json.print(invocation.out(), out -> InventoryJson.write(out, inventory));
      } else {
        print(inventory);
      }
      tell(inventory);
      if (inventory.tokens().isEmpty() && !inventory.unusable().isEmpty()) {
        throw inventory.unusable().get(0).problem();
      }
    }
    return 0;
  }

  private void print(Tokens.Inventory inventory) {
    if (inventory.tokens().isEmpty()) {
      return;
    }
    Columns columns = new Columns("TOKEN", "WHAT", "READER");
    for (Token token : inventory.tokens()) {
      columns.row(token.uri().toString(), what(token.identity()), token.reader());
    }
    columns.print(invocation.out());
  }

  static String what(TokenIdentity identity) {
    return identity.simulated()
        ? identity.label() + " (simulated: protects nothing)"
        : identity.label();
  }

  /** What is no token goes to standard error: a list stays a list. */
  private void tell(Tokens.Inventory inventory) {
    for (String reader : inventory.emptyReaders()) {
      invocation.note("%s is empty.".formatted(reader));
    }
    for (String reader : inventory.otherCards()) {
      invocation.note(
          "%s holds a card with no application that Countersign knows.".formatted(reader));
    }
    if (!inventory.tokens().isEmpty()) {
      for (Tokens.Unusable unusable : inventory.unusable()) {
        invocation.note(
            "%s cannot be used: %s."
                .formatted(unusable.name(), ErrorReport.sentence(unusable.problem())));
      }
    } else if (inventory.unusable().isEmpty()) {
      invocation.note(
          "No token is attached. Plug one in, or make a simulated one with countersign simulator"
              + " create NAME.");
    }
  }
}
