package dev.countersign.cli.mfa;

import dev.countersign.cli.ErrorReport;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.Printable;
import dev.countersign.cli.TokenSession;
import dev.countersign.cli.seeds.Enrolment;
import dev.countersign.device.CodeAccount;
import dev.countersign.device.CodeAccounts;
import dev.countersign.device.Login;
import dev.countersign.device.NewAccount;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds an account. */
@Command(
    name = "add",
    description = {
      "Store the seed of an account on a token, or on two: nothing can be copied off later.",
      "The seed is never an argument, since everybody on the machine can see those: it is asked"
          + " for, or read from a file or standard input, and wiped."
    },
    footer = {
      "%nExamples:",
      "  countersign mfa add AWS:alice",
      "  countersign mfa add --from qr.png --token oath:serial=1 --token oath:serial=2",
      "  countersign mfa add arn:aws:iam::123456789012:mfa/alice --from seed.txt --require-touch",
      "  countersign mfa add AWS:alice --token pkcs11:token=prod --from seed.txt"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class MfaAdd implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description =
          "ISSUER:NAME, NAME, or the ARN of an MFA device. Not needed when the seed comes with it.")
  private @Nullable String name;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = "The same as --from; - is standard input.")
  private @Nullable Path file;

  @Mixin private SeedOptions seed;

  @Option(
      names = "--token",
      paramLabel = "URI",
      description =
          "The token: oath:serial=12345678. Given twice, both get the account. Not needed while"
              + " only one is attached.")
  private List<TokenUri> tokens = new ArrayList<>();

  @Option(names = "--require-touch", description = "Let every code want a touch of the token.")
  private boolean touch;

  @Option(names = "--force", description = "Replace an account of the same name.")
  private boolean force;

  MfaAdd(Invocation invocation) {
    this.invocation = invocation;
  }

  /** A token that the account is going to. */
  private record Place(Token token, CodeAccounts accounts) {}

  @Override
  public Integer call() {
    if ("-".equals(name) && file == null) {
      name = null;
      file = Path.of("-");
    }
    seed.from(Optional.ofNullable(file));
    Optional<AccountName> given = Optional.ofNullable(name).map(AccountName::parse);
    tokens.forEach(CodeTokenOption::checked);
    try (TokenSession session = open()) {
      List<Place> places = places(session);
      // No token is kept from other programs while a person looks for the seed.
      try (Enrolment enrolment = seed.read(invocation)) {
        NewAccount account = seed.account(enrolment, given, touch);
        places.forEach(place -> check(place, account));
        CodeAccount added = store(places, account, enrolment);
        tell(account, added, places);
      }
    }
    return 0;
  }

  private TokenSession open() {
    Set<String> kinds = tokens.stream().map(TokenUri::scheme).collect(Collectors.toSet());
    return switch (kinds.size()) {
      case 0 -> invocation.open(CodeTokenOption.USUAL_KIND);
      case 1 -> invocation.open(kinds.iterator().next());
      default -> invocation.open();
    };
  }

  private List<Place> places(TokenSession session) {
    List<TokenUri> wanted =
        tokens.isEmpty() ? List.of(TokenUri.of(CodeTokenOption.USUAL_KIND)) : tokens;
    List<Place> places = new ArrayList<>();
    for (TokenUri uri : wanted) {
      Token token = session.find(uri);
      if (places.stream().anyMatch(place -> place.token().uri().equals(token.uri()))) {
        throw Failure.usage(
            token.uri() + " is given twice", "name two tokens, so that one is a backup");
      }
      CodeAccounts accounts = token.require(CodeAccounts.class);
      // Before that, a token of a module does not show which names are taken.
      token.capability(Login.class).ifPresent(Login::login);
      places.add(new Place(token, accounts));
    }
    return places;
  }

  /** Finds out before anything is stored whether a token can take the account. */
  private void check(Place place, NewAccount account) {
    place.accounts().check(account);
    List<CodeAccount> stored = place.accounts().list();
    boolean there = stored.stream().anyMatch(a -> a.id().text().equals(account.id().text()));
    if (there && !force) {
      throw new Failure(
          ExitCode.FAILED,
          "%s has an account %s already"
              .formatted(place.token().uri(), Printable.text(account.id().text())),
          "choose another name, or replace it with --force");
    }
    OptionalInt capacity = place.accounts().capacity();
    if (!there && capacity.isPresent() && stored.size() >= capacity.getAsInt()) {
      throw new Failure(
          ExitCode.FAILED,
          "%s is full: it holds %d accounts".formatted(place.token().uri(), stored.size()),
          "remove one that is not needed: countersign mfa list, countersign mfa remove");
    }
  }

  private CodeAccount store(List<Place> places, NewAccount account, Enrolment enrolment) {
    List<CodeAccount> added = new ArrayList<>();
    for (Place place : places) {
      try {
        added.add(place.accounts().add(account, enrolment.seed(), force));
      } catch (TokenException e) {
        if (added.isEmpty()) {
          throw e;
        }
        throw new Failure(
            ExitCode.of(e),
            "%s is on %s now, and not on %s: %s"
                .formatted(
                    Names.of(added.get(0)),
                    places.get(0).token().uri(),
                    place.token().uri(),
                    ErrorReport.sentence(e)),
            "when that is put right, run it again with --token %s alone; the seed is needed again"
                .formatted(place.token().uri()),
            e);
      }
    }
    return added.get(0);
  }

  private void tell(NewAccount account, CodeAccount added, List<Place> places) {
    String where =
        places.stream().map(p -> p.token().uri().toString()).collect(Collectors.joining(" and "));
    invocation.note(
        "%s is on %s now (%s, %s, %d digits%s)."
            .formatted(
                Names.of(added),
                where,
                account.kind(),
                account.hash().digestName(),
                account.digits(),
                account.touch() ? ", with a touch" : ""));
    seed.file().ifPresent(file -> invocation.note(file + " still holds the seed; destroy it."));
    if (places.size() == 1) {
      invocation.note(
          "To have a backup, add the same seed to a second token now: it cannot be copied off.");
    }
    invocation.note(
        MfaDevice.aws(account.id())
            ? "Next: countersign mfa pair %s%s, for the two codes that AWS wants."
                .formatted(Names.argument(added), where(places.get(0)))
            : "Next: countersign mfa code " + Names.argument(added) + where(places.get(0)));
  }

  /** The option that the token must be named by, where it is of a kind that is not looked at. */
  private static String where(Place place) {
    return place.token().kind().equals(CodeTokenOption.USUAL_KIND)
        ? ""
        : " --token '%s'".formatted(place.token().uri());
  }
}
