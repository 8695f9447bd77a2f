package dev.countersign.cli.keys;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.cli.UriParts;
import dev.countersign.device.KeyAudit.Protection;
import dev.countersign.device.KeyAudit.Verdict;
import dev.countersign.device.Login;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says which keys can leave their token. */
@Command(
    name = "audit",
    description = {
      "Say of each private and secret key whether it can leave its token, and ever could.",
      "This is what the token says of itself. Of a PIV token it is what its standard says: no"
          + " private key ever comes out, and one that was made elsewhere may have copies."
    },
    footer = {
      "%nExamples:",
      "  countersign keys audit",
      "  countersign keys audit pkcs11:token=prod --json",
      "  countersign keys audit pkcs11:token=prod --pin-file hsm-pin.txt --fail-on"
          + " readable,wrappable,unknown"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeysAudit implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(
      arity = "0..1",
      paramLabel = "URI",
      description = "The token, or a key on it; all tokens when left out.")
  private @Nullable TokenUri uri;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = "--fail-on",
      paramLabel = "VERDICT",
      split = ",",
      converter = VerdictWords.Converter.class,
      completionCandidates = Verdicts.class,
      description =
          "End with exit code 1 when a key of the token is one of these: ${COMPLETION-CANDIDATES};"
              + " separated by commas.")
  private List<Verdict> failOn = new ArrayList<>();

  static final class Verdicts implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Verdict.values()).map(VerdictWords::name).iterator();
    }
  }

  KeysAudit(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    if (!failOn.isEmpty() && uri == null) {
      throw Failure.usage(
          "--fail-on says nothing of keys that a token hides until somebody logs in",
          "name the token, so that all of its keys are seen");
    }
    try (TokenSession session = invocation.open()) {
      List<Protection> found = new ArrayList<>();
      if (uri == null) {
        new KeyTokens(invocation, session)
            .forEach(token -> found.addAll(TokenAudit.of(session, token)));
      } else {
        named(session, uri, found);
      }
      new AuditTable(invocation, found).print(json);
      judge(found);
    }
    return 0;
  }

  private static void named(TokenSession session, TokenUri wanted, List<Protection> found) {
    Places.requireKind(wanted);
    Token token = session.find(UriParts.token(wanted));
    token.capability(Login.class).ifPresent(Login::login);
    TokenUri object = UriParts.thing(wanted);
    for (Protection protection : TokenAudit.of(session, token)) {
      if (object.matches(protection.key())) {
        found.add(protection);
      }
    }
  }

  private void judge(List<Protection> found) {
    if (failOn.isEmpty()) {
      return;
    }
    Set<Verdict> refused = EnumSet.copyOf(failOn);
    List<String> failing =
        found.stream()
            .filter(protection -> refused.contains(protection.verdict()))
            .map(protection -> protection.key().toString())
            .toList();
    if (!failing.isEmpty()) {
      throw new Failure(
          ExitCode.FAILED,
          "%d of %d keys are %s: %s"
              .formatted(
                  failing.size(),
                  found.size(),
                  refused.stream().map(VerdictWords::name).collect(Collectors.joining(" or ")),
                  String.join(", ", failing)),
          "replace them with keys that are made on the token and cannot leave it");
    }
  }
}
