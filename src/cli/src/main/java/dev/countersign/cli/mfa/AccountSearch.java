package dev.countersign.cli.mfa;

import dev.countersign.cli.ErrorReport;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.cli.UriParts;
import dev.countersign.device.AccountCode;
import dev.countersign.device.CodeAccounts;
import dev.countersign.device.Login;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Looks through the tokens that make codes. A token that cannot be asked does not hide what the
 * others have; why it could not is told.
 */
final class AccountSearch {
  private static final String OPERATION = "find the account";

  private final Invocation invocation;
  private final TokenSession session;
  private final Optional<TokenUri> only;
  private final List<TokenException> problems = new ArrayList<>();

  /**
   * A search.
   *
   * @param only the one token, and part of it, that is looked at; all when empty
   */
  AccountSearch(Invocation invocation, TokenSession session, Optional<TokenUri> only) {
    this.invocation = invocation;
    this.session = session;
    this.only = only;
  }

  /**
   * The tokens that are looked at, at least one.
   *
   * @throws TokenException when there is none
   */
  List<Token> tokens() {
    if (only.isPresent()) {
      return List.of(named(only.get()));
    }
    Tokens.Inventory inventory = session.tokens().inventory();
    inventory.unusable().forEach(unusable -> problems.add(unusable.problem()));
    if (!inventory.tokens().isEmpty()) {
      return inventory.tokens();
    } else if (problems.isEmpty() && !inventory.otherCards().isEmpty()) {
      throw new TokenException.NoToken(
          "",
          OPERATION,
          "the card in %s has no OATH application, which makes codes"
              .formatted(String.join(", ", inventory.otherCards())),
          "put in a token that has one, or name another kind with --token");
    }
    // With nothing attached, finding any token says why.
    return List.of(session.tokens().find(TokenUri.of(CodeTokenOption.USUAL_KIND)));
  }

  private Token named(TokenUri uri) {
    if (!uri.scheme().equals(CodeTokenOption.OF_MODULES)) {
      return session.tokens().find(uri);
    }
    Token token = session.find(uri);
    // Before that, it does not show the keys that codes are made with.
    token.capability(Login.class).ifPresent(Login::login);
    return token;
  }

  /** All accounts of these tokens, without codes. */
  List<Found> list(List<Token> tokens) {
    return all(
        tokens,
        accounts ->
            accounts.list().stream().map(account -> new AccountCode(account, Optional.empty())));
  }

  /** All accounts of these tokens, with the codes that cost nothing. */
  List<Found> codes(List<Token> tokens, Instant at) {
    return all(tokens, accounts -> accounts.codes(at).stream());
  }

  private List<Found> all(List<Token> tokens, Function<CodeAccounts, Stream<AccountCode>> ask) {
    List<Found> all = new ArrayList<>();
    for (Token token : tokens) {
      try {
        CodeAccounts accounts = token.require(CodeAccounts.class);
        ask.apply(accounts)
            .filter(code -> only.isEmpty() || fits(only.get(), code))
            .map(code -> new Found(token, accounts, code.account(), code.code()))
            .forEach(all::add);
      } catch (TokenException e) {
        problems.add(e);
      }
    }
    if (all.isEmpty() && !problems.isEmpty()) {
      throw problems.get(0);
    }
    return all;
  }

  private static boolean fits(TokenUri uri, AccountCode code) {
    boolean ofModule = uri.scheme().equals(CodeTokenOption.OF_MODULES);
    TokenUri wanted = ofModule ? UriParts.thing(uri) : uri.without("reader");
    return wanted.matches(code.account().uri());
  }

  /** Tells of the tokens that could not be asked. */
  void tellProblems() {
    for (TokenException problem : problems) {
      invocation.note(
          "Not asked: %s. %s.".formatted(ErrorReport.sentence(problem), problem.remedy()));
    }
  }

  /**
   * The account that is meant. One that several tokens have, as a backup, is taken from the first
   * that gives its code without a touch, and that is told.
   *
   * @throws TokenException.NoKey when none fits
   * @throws TokenException.Ambiguous when several do
   */
  Found one(AccountQuery query, List<Found> all) {
    List<Found> fitting = best(query, all);
    if (fitting.stream().map(f -> f.account().id()).distinct().count() > 1) {
      throw ambiguous(query, fitting);
    }
    Found chosen =
        fitting.stream().filter(f -> f.code().isPresent()).findFirst().orElse(fitting.get(0));
    if (fitting.size() > 1) {
      invocation.note(
          "%d tokens have %s; this is that of %s."
              .formatted(fitting.size(), Names.of(chosen.account()), chosen.token().uri()));
    }
    return chosen;
  }

  /** The account that is meant, where it must be on one token only since it will change. */
  Found only(AccountQuery query, List<Found> all) {
    List<Found> fitting = best(query, all);
    if (fitting.size() > 1) {
      throw ambiguous(query, fitting);
    }
    return fitting.get(0);
  }

  private List<Found> best(AccountQuery query, List<Found> all) {
    List<Found> fitting = query.best(all, Found::account);
    if (fitting.isEmpty()) {
      if (!problems.isEmpty()) {
        throw problems.get(0);
      }
      throw new TokenException.NoKey(
          "",
          OPERATION,
          query instanceof AccountQuery.Any
              ? "there is no account yet"
              : "no account fits " + query.words(),
          query instanceof AccountQuery.Any
              ? "add one with countersign mfa add"
              : "see countersign mfa list");
    }
    return fitting;
  }

  private static TokenException.Ambiguous ambiguous(AccountQuery query, List<Found> fitting) {
    return new TokenException.Ambiguous(
        query.words(), OPERATION, fitting.stream().map(f -> f.uri().toString()).toList());
  }
}
