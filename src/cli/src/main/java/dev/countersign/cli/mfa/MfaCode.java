package dev.countersign.cli.mfa;

import dev.countersign.cli.Invocation;
import dev.countersign.cli.Json;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.AccountCode;
import dev.countersign.device.Code;
import dev.countersign.device.CodeAccounts;
import dev.countersign.device.Token;
import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.CodeKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes one code. */
@Command(
    name = "code",
    description = {
      "Print the code of an account, and nothing else on standard output.",
      "A code with less than 2 seconds to live is not handed out: the next one is waited for."
    },
    footer = {
      "%nExamples:",
      "  countersign mfa code AWS:alice",
      "  countersign mfa code arn:aws:iam::123456789012:mfa/alice --copy",
      "  aws sts get-session-token --serial-number arn:aws:iam::123456789012:mfa/alice \\",
      "      --token-code \"$(countersign mfa code AWS:alice)\"",
      "  countersign mfa code AWS:alice --token pkcs11:token=prod --pin-file hsm-pin.txt",
      "%nThe fastest way is the whole name, ISSUER:NAME, with one token attached."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class MfaCode implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(
      arity = "0..1",
      paramLabel = "QUERY",
      description =
          "The account: issuer, name, ISSUER:NAME, a part of it, the ARN of an MFA device, or a"
              + " URI. Not needed while there is one account.")
  private @Nullable String query;

  @Mixin private CodeTokenOption token;
  @Mixin private CodeTime time;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(names = "--copy", description = "Put the code on the clipboard instead of printing it.")
  private boolean copy;

  MfaCode(Invocation invocation) {
    this.invocation = invocation;
  }

  /** The command with this query and no options. */
  static MfaCode plain(Invocation invocation, @Nullable String query) {
    MfaCode command = new MfaCode(invocation);
    command.query = query;
    command.token = new CodeTokenOption();
    command.time = new CodeTime();
    return command;
  }

  @Override
  public Integer call() throws InterruptedException {
    time.check();
    AccountQuery wanted = query == null ? new AccountQuery.Any() : AccountQuery.parse(query);
    try (TokenSession session = token.open(invocation, wanted)) {
      AccountSearch search = token.search(invocation, session, wanted);
      List<Token> tokens = search.tokens();
      Optional<Found> direct = direct(wanted, tokens);
      Found found = direct.isPresent() ? direct.get() : searched(wanted, search, tokens);
      deliver(found, found.code().orElseThrow());
    }
    return 0;
  }

  /** The account of exactly that name, asked for its code and for nothing else. */
  private Optional<Found> direct(AccountQuery wanted, List<Token> tokens) {
    Optional<String> id = wanted.exactId();
    if (id.isEmpty() || tokens.size() != 1 || json) {
      return Optional.empty(); // JSON says the kind of account, which is not known on this way
    }
    Token only = tokens.get(0);
    Duration period =
        AccountId.parse(CodeKind.TOTP, id.get()).period().orElse(AccountId.USUAL_PERIOD);
    if (time.waits(period, now())) {
      return Optional.empty(); // nobody waits for an account that there may not be
    }
    CodeAccounts accounts = only.require(CodeAccounts.class);
    Optional<AccountCode> made = accounts.code(id.get(), time.moment(period, now()));
    return made.filter(code -> code.code().map(c -> time.lives(c, now())).orElse(false))
        .map(code -> new Found(only, accounts, code.account(), code.code()));
  }

  private Found searched(AccountQuery wanted, AccountSearch search, List<Token> tokens)
      throws InterruptedException {
    Found found =
        search.one(wanted, search.codes(tokens, time.moment(AccountId.USUAL_PERIOD, now())));
    search.tellProblems();
    Duration period = found.account().id().period().orElse(AccountId.USUAL_PERIOD);
    if (found.account().kind() == CodeKind.HOTP) {
      return found.with(found.accounts().code(found.account(), now()));
    }
    boolean ready =
        found.code().isPresent()
            && !time.waits(period, now())
            && time.lives(found.code().get(), now());
    if (ready) {
      return found;
    }
    return time.make(
        invocation, period, at -> found.with(found.accounts().code(found.account(), at)));
  }

  private void deliver(Found found, Code code) throws InterruptedException {
    if (copy) {
      String by = new Clipboard(invocation).copy(code.text());
      invocation.note(
          "The code of %s was copied by %s%s."
              .formatted(Names.of(found.account()), by, left(code)));
      return;
    } else if (json) {
      Json.print(
          invocation.out(),
          out -> {
            out.writeStartObject();
            CodeJson.account(out, found);
            CodeJson.code(out, code, now());
            out.writeEndObject();
          });
      return;
    }
    invocation.out().println(code.text());
    invocation.out().flush();
    if (invocation.surroundings().personSeesErrors() || time.next()) {
      invocation.note(Names.of(found.account()) + left(code));
    }
  }

  /** How long a code is good, to follow a name. */
  private String left(Code code) {
    if (code.validUntil().isEmpty()) {
      return ": good until it is used";
    }
    Instant now = now();
    if (time.next() && code.validFrom().filter(now::isBefore).isPresent()) {
      return ": valid in %d s, from %s"
          .formatted(
              Waiting.seconds(Duration.between(now, code.validFrom().get())),
              code.validFrom().get());
    }
    return ": %d s left".formatted(CodeJson.secondsLeft(code, now));
  }

  private Instant now() {
    return invocation.surroundings().clock().instant();
  }
}
