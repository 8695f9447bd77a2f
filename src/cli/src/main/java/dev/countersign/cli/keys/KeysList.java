package dev.countersign.cli.keys;

import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.cli.UriParts;
import dev.countersign.device.Login;
import dev.countersign.device.MacKey;
import dev.countersign.device.MacKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenKey;
import dev.countersign.device.TokenUri;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists keys. */
@Command(
    name = "list",
    description = {
      "List the keys of all tokens, or of one.",
      "A PKCS#11 token may hide keys from who is not logged in: the PIN is asked for when the token"
          + " is named, and only then. Its secret keys for MACs are listed too; countersign keys"
          + " audit lists those of every kind."
    },
    footer = {
      "%nExamples:",
      "  countersign keys list",
      "  countersign keys list piv:serial=12345678 --json",
      "  countersign keys list pkcs11:token=prod --pin-file hsm-pin.txt"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeysList implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(
      arity = "0..1",
      paramLabel = "URI",
      description = "The token, or a key on it; all tokens when left out.")
  private @Nullable TokenUri uri;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = "--no-login",
      description = "List what a PKCS#11 token shows without its PIN, which is not asked for.")
  private boolean noLogin;

  KeysList(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (TokenSession session = invocation.open()) {
      KeyTable table = new KeyTable(invocation);
      if (uri == null) {
        TokenUri any = TokenUri.of(Places.PKCS11);
        new KeyTokens(invocation, session)
            .forEach(
                token -> {
                  table.add(keys(session, token));
                  table.addMacKeys(macKeys(token, any));
                });
      } else {
        named(session, uri, table);
      }
      table.print(json);
    }
    return 0;
  }

  private void named(TokenSession session, TokenUri wanted, KeyTable table) {
    Places.requireKind(wanted);
    Token token = session.find(UriParts.token(wanted));
    Optional<Login> login = token.capability(Login.class);
    if (noLogin) {
      KeyTokens.tellHidden(invocation, token);
    } else {
      login.ifPresent(Login::login);
    }
    TokenUri object = UriParts.thing(wanted);
    List<TokenKey> fitting = new ArrayList<>();
    for (TokenKey key : keys(session, token)) {
      if (object.matches(key.uri())) {
        fitting.add(key);
      }
    }
    table.add(fitting);
    table.addMacKeys(macKeys(token, object));
  }

  private static List<MacKey> macKeys(Token token, TokenUri object) {
    return token.capability(MacKeys.class).map(MacKeys::list).orElse(List.of()).stream()
        .filter(key -> object.matches(key.uri()))
        .toList();
  }

  private List<TokenKey> keys(TokenSession session, Token token) {
    boolean shows = invocation.surroundings().showsProgress();
    PrintStream err = invocation.surroundings().err();
    if (shows) {
      err.print("reading the keys of " + token.uri());
      err.flush();
    }
    try {
      return session.keys(token);
    } finally {
      if (shows) {
        err.print("\r\u001b[K");
        err.flush();
      }
    }
  }
}
