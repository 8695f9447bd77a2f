package dev.countersign.cli.fido;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.Printable;
import dev.countersign.device.fido.Cancellation;
import dev.countersign.device.fido.UserAccount;
import dev.countersign.fido.webauthn.AccountChooser.Account;
import dev.countersign.fido.webauthn.Page;
import dev.countersign.fido.webauthn.WebAuthnClient;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Signs in with a key at a relying party, as a browser does. */
@Command(
    name = "assert",
    description = {
      "Sign in with a security key: options in, a response out, both in the JSON that browsers"
          + " have.",
      "The options are those of navigator.credentials.get (PublicKeyCredentialRequestOptionsJSON),"
          + " the response is AuthenticationResponseJSON. Where the options ask for secrets (prf),"
          + " the response has them: treat it so."
    },
    footer = {
      "%nExamples:",
      "  countersign fido assert --options options.json --origin https://example.org",
      "  countersign fido assert --options options.json --origin https://example.org \\",
      "      --account alice --pin-file pin.txt --out response.json"
    })
final class FidoAssert extends PageCeremony {
  @Option(
      names = "--account",
      paramLabel = "NAME",
      description =
          "Which account is meant, where the key holds several: its name, or the identifier of its"
              + " credential.")
  private @Nullable String account;

  FidoAssert(Invocation invocation) {
    super(invocation, "sign in");
  }

  @Override
  String respond(WebAuthnClient client, String json, Page page, Cancellation cancellation) {
    return client.choosingWith(this::choose).signIn(json, page, cancellation);
  }

  private Optional<Account> choose(String relyingParty, List<Account> accounts) {
    List<Account> fitting =
        accounts.stream().filter(each -> account != null && fits(each, account)).toList();
    if (fitting.size() != 1) {
      throw new Failure(
          ExitCode.NO_SUCH_TOKEN,
          "the key holds %d accounts of %s: %s"
              .formatted(
                  accounts.size(),
                  Printable.text(relyingParty),
                  accounts.stream().map(FidoAssert::name).collect(Collectors.joining(", "))),
          "say which one is meant with --account");
    }
    return Optional.of(fitting.get(0));
  }

  private static boolean fits(Account each, String wanted) {
    return each.user().flatMap(UserAccount::name).filter(wanted::equals).isPresent()
        || each.credential().toString().equals(wanted);
  }

  private static String name(Account each) {
    return Printable.text(
        each.user().flatMap(UserAccount::name).orElseGet(() -> each.credential().toString()));
  }
}
