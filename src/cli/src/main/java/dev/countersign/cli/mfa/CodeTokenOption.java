package dev.countersign.cli.mfa;

import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.TokenUri;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** On which token an account is looked for. */
final class CodeTokenOption {
  /** Tokens that make codes by themselves; others are asked only when they are named. */
  static final String USUAL_KIND = "oath";

  /** Tokens of PKCS#11 modules, whose MAC keys are seeds. */
  static final String OF_MODULES = "pkcs11";

  private static final Set<String> KINDS = Set.of(USUAL_KIND, "otp", OF_MODULES);

  @Option(
      names = "--token",
      paramLabel = "URI",
      description =
          "The token: oath:serial=12345678, otp:slot=2 or pkcs11:token=prod. All tokens with OATH"
              + " when left out.")
  private @Nullable TokenUri uri;

  /** The token that was named. */
  Optional<TokenUri> uri() {
    return Optional.ofNullable(uri).map(CodeTokenOption::checked);
  }

  /** Whether it was named by its serial number, and not just found. */
  boolean namesSerial() {
    return uri().flatMap(named -> named.attribute("serial")).isPresent();
  }

  /** Refuses a token of a kind that makes no codes. */
  static TokenUri checked(TokenUri uri) {
    if (!KINDS.contains(uri.scheme())) {
      throw Failure.usage(
          uri + " is not the name of a token for codes", "write it like oath:serial=12345678");
    }
    return uri;
  }

  /** Opens the tokens that can be meant, and sends nothing to any other. */
  TokenSession open(Invocation invocation, AccountQuery query) {
    return invocation.open(place(query).map(TokenUri::scheme).orElse(USUAL_KIND));
  }

  /**
   * The accounts that can be meant, on the tokens of a session.
   *
   * @param query which is looked for; a URI goes with what {@code --token} says
   */
  AccountSearch search(Invocation invocation, TokenSession session, AccountQuery query) {
    return new AccountSearch(invocation, session, place(query));
  }

  private Optional<TokenUri> place(AccountQuery query) {
    Optional<TokenUri> named = uri();
    if (query instanceof AccountQuery.ByUri byUri) {
      if (named.filter(token -> !token.scheme().equals(byUri.uri().scheme())).isPresent()) {
        throw Failure.usage(
            "%s is not on %s".formatted(byUri.uri(), named.get()), "leave --token out");
      }
      return named.or(() -> Optional.of(byUri.uri()));
    }
    return named;
  }
}
