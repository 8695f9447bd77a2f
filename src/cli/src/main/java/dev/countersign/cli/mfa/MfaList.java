package dev.countersign.cli.mfa;

import dev.countersign.cli.Columns;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.Json;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Code;
import dev.countersign.device.CodeAccount;
import dev.countersign.device.Token;
import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.CodeKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists accounts. */
@Command(
    name = "list",
    description = {
      "List the accounts of all tokens, with the codes that can be had without a touch.",
      "No counter is moved and no further command is sent for a code."
    },
    footer = {
      "%nExamples:",
      "  countersign mfa list",
      "  countersign mfa list --token oath:serial=12345678 --no-codes --json"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class MfaList implements Callable<Integer> {
  private final Invocation invocation;

  @Mixin private CodeTokenOption token;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = "--no-codes",
      description = "Make no codes; say hash function and digits instead.")
  private boolean noCodes;

  @Option(
      names = "--hidden",
      description = "List also the accounts that clients keep out of sight, of the issuer _hidden.")
  private boolean hidden;

  MfaList(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    AccountQuery any = new AccountQuery.Any();
    try (TokenSession session = token.open(invocation, any)) {
      AccountSearch search = token.search(invocation, session, any);
      List<Token> tokens = search.tokens();
      Instant now = invocation.surroundings().clock().instant();
      List<Found> all =
          (noCodes ? search.list(tokens) : search.codes(tokens, now))
              .stream().filter(found -> hidden || !found.account().id().hidden()).toList();
      if (json) {
        writeJson(all, now);
      } else if (all.isEmpty()) {
        invocation.note("There is no account yet; countersign mfa add makes one.");
      } else {
        print(all, tokens.size() > 1, now);
      }
      search.tellProblems();
    }
    return 0;
  }

  private void print(List<Found> all, boolean several, Instant now) {
    List<String> heading = new ArrayList<>(List.of("ACCOUNT"));
    heading.addAll(noCodes ? List.of("KIND", "HASH", "DIGITS") : List.of("CODE", "LEFT", "WANTS"));
    if (several) {
      heading.add("TOKEN");
    }
    Columns columns = new Columns(heading.toArray(String[]::new));
    for (Found found : all) {
      CodeAccount account = found.account();
      List<String> row = new ArrayList<>(List.of(Names.of(account)));
      if (noCodes) {
        row.add(account.kind().name());
        row.add(account.hash().map(hash -> hash.digestName()).orElse("-"));
        row.add(account.digits().isPresent() ? "" + account.digits().getAsInt() : "-");
      } else {
        row.add(found.code().map(Code::text).orElse("-"));
        row.add(
            found
                .code()
                .filter(code -> code.validUntil().isPresent())
                .map(code -> CodeJson.secondsLeft(code, now) + " s")
                .orElse("-"));
        row.add(wants(found).orElse("-"));
      }
      if (several) {
        row.add(found.token().uri().toString());
      }
      columns.row(row.toArray(String[]::new));
    }
    columns.print(invocation.out());
  }

  /** What it takes to have a code of an account that has none in the table. */
  static Optional<String> wants(Found found) {
    CodeAccount account = found.account();
    boolean touch = account.touch().orElse(false);
    if (found.code().isPresent()) {
      return Optional.empty();
    } else if (account.kind() == CodeKind.HOTP) {
      return Optional.of(touch ? "touch, moves its counter" : "moves its counter");
    } else if (touch) {
      return Optional.of("touch");
    }
    return account
        .id()
        .period()
        .filter(period -> !period.equals(AccountId.USUAL_PERIOD))
        .map(period -> "period of " + period.toSeconds() + " s");
  }

  private void writeJson(List<Found> all, Instant now) {
    Json.print(
        invocation.out(),
        out -> {
          out.writeStartObject();
          out.writeArrayFieldStart("accounts");
          for (Found found : all) {
            out.writeStartObject();
            CodeJson.account(out, found);
            if (found.code().isPresent()) {
              CodeJson.code(out, found.code().get(), now);
            }
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeEndObject();
        });
  }
}
