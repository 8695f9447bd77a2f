package dev.countersign.cli.keys;

import dev.countersign.cli.ErrorReport;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Login;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * All tokens that hold keys. One that cannot be asked does not hide what the others have; why it
 * could not is told. No PIN is asked for: one PIN is not tried on token after token.
 */
final class KeyTokens {
  private final Invocation invocation;
  private final TokenSession session;

  KeyTokens(Invocation invocation, TokenSession session) {
    this.invocation = invocation;
    this.session = session;
  }

  /**
   * Does something with each.
   *
   * @throws TokenException when there is none, or none can be asked
   */
  void forEach(Consumer<Token> work) {
    Tokens.Inventory inventory = session.tokens().inventory(Set.of(Places.PIV, Places.PKCS11));
    List<TokenException> problems = new ArrayList<>();
    inventory.unusable().forEach(unusable -> problems.add(unusable.problem()));
    if (inventory.tokens().isEmpty() && !problems.isEmpty()) {
      throw problems.get(0);
    }
    // With nothing attached, finding any token says why.
    List<Token> tokens =
        inventory.tokens().isEmpty()
            ? List.of(session.tokens().find(TokenUri.of(Places.PIV)))
            : inventory.tokens();
    int asked = 0;
    for (Token token : tokens) {
      try {
        work.accept(token);
        asked++;
        tellHidden(invocation, token);
      } catch (TokenException e) {
        problems.add(e);
      }
    }
    if (asked == 0) {
      throw problems.get(0);
    }
    for (TokenException problem : problems) {
      invocation.note(
          "Not asked: %s. %s.".formatted(ErrorReport.sentence(problem), problem.remedy()));
    }
  }

  /** Says that a token may hold keys that it does not show now. */
  static void tellHidden(Invocation invocation, Token token) {
    boolean hiding =
        token
            .capability(Login.class)
            .filter(login -> login.required() && !login.active())
            .isPresent();
    if (hiding) {
      invocation.note(
          "%s may hold more keys, which it shows after its PIN: countersign keys list '%s'"
              .formatted(token.uri(), token.uri()));
    }
  }
}
