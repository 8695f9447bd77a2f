package dev.countersign.cli.mfa;

import dev.countersign.cli.Failure;
import dev.countersign.cli.Printable;
import dev.countersign.cli.SeedGuard;
import dev.countersign.cli.UriParts;
import dev.countersign.device.CodeAccount;
import dev.countersign.device.TokenUri;
import dev.countersign.wire.oath.AccountId;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Which account a person means. */
sealed interface AccountQuery {
  Pattern URI = Pattern.compile("(?i)((oath|otp):(serial|account|slot|reader)|pkcs11:[a-z-]+)=.*");

  /** How well an account fits; 0 when it does not. */
  int fit(CodeAccount account);

  /** The exact name on the token, where the query may be one. */
  Optional<String> exactId();

  /** What was asked for, in words that a message can repeat. */
  String words();

  /**
   * Reads a query.
   *
   * @throws Failure when it is, or may be, a seed
   */
  static AccountQuery parse(String text) {
    if (URI.matcher(text).matches()) {
      try {
        return new ByUri(TokenUri.parse(text).without("reader"));
      } catch (IllegalArgumentException e) {
        throw Failure.usage("" + e.getMessage(), "write it like oath:account=AWS:alice");
      }
    }
    SeedGuard.check(text);
    return MfaDevice.parse(text)
        .<AccountQuery>map(ByDevice::new)
        .orElseGet(() -> new ByText(text.strip()));
  }

  /** Those that fit best. */
  default <T> List<T> best(List<T> candidates, Function<T, CodeAccount> account) {
    int greatest =
        candidates.stream()
            .map(c -> fit(account.apply(c)))
            .max(Comparator.naturalOrder())
            .orElse(0);
    return greatest == 0
        ? List.of()
        : candidates.stream().filter(c -> fit(account.apply(c)) == greatest).toList();
  }

  /** Any account that is not hidden. */
  record Any() implements AccountQuery {
    @Override
    public int fit(CodeAccount account) {
      return account.id().hidden() ? 0 : 1;
    }

    @Override
    public Optional<String> exactId() {
      return Optional.empty();
    }

    @Override
    public String words() {
      return "any account";
    }
  }

  /** The account of a URI. */
  record ByUri(TokenUri uri) implements AccountQuery {
    @Override
    public int fit(CodeAccount account) {
      TokenUri thing = UriParts.thing(uri);
      boolean named = !thing.equals(TokenUri.of(uri.scheme()));
      return fits(thing, account) && (named || !account.id().hidden()) ? 1 : 0;
    }

    private boolean fits(TokenUri thing, CodeAccount account) {
      // Modules and slots are named by parts that no account has: the search looks there only.
      return (uri.scheme().equals("pkcs11") ? thing : uri).matches(account.uri());
    }

    @Override
    public Optional<String> exactId() {
      return uri.attribute("account")
          .or(() -> uri.attribute("id").isEmpty() ? uri.attribute("object") : Optional.empty());
    }

    @Override
    public String words() {
      return uri.toString();
    }
  }

  /** The account of an MFA device at AWS. */
  record ByDevice(MfaDevice device) implements AccountQuery {
    @Override
    public int fit(CodeAccount account) {
      return account.id().hidden() ? 0 : device.fit(account.id());
    }

    @Override
    public Optional<String> exactId() {
      return Optional.empty();
    }

    @Override
    public String words() {
      return device.arn();
    }
  }

  /** Issuer, name, both, or a part of them. */
  record ByText(String text) implements AccountQuery {
    @Override
    public int fit(CodeAccount account) {
      AccountId id = account.id();
      if (id.text().equals(text) || id.label().equals(text)) {
        return 4;
      } else if (id.text().equalsIgnoreCase(text) || id.label().equalsIgnoreCase(text)) {
        return 3;
      } else if (id.hidden()) {
        return 0;
      } else if (id.name().equalsIgnoreCase(text)
          || id.issuer().filter(text::equalsIgnoreCase).isPresent()) {
        return 2;
      }
      String wanted = text.toLowerCase(Locale.ROOT);
      return !wanted.isEmpty() && id.text().toLowerCase(Locale.ROOT).contains(wanted) ? 1 : 0;
    }

    @Override
    public Optional<String> exactId() {
      return text.indexOf(':') > 0 ? Optional.of(text) : Optional.empty();
    }

    @Override
    public String words() {
      return "'" + Printable.text(text) + "'";
    }
  }
}
