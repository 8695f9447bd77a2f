package dev.countersign.jca;

import dev.countersign.device.DecryptionKeys;
import dev.countersign.device.Login;
import dev.countersign.device.PinEntry;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tokens that show their private keys to who logged in only ({@link Login}).
 *
 * <p>A PIN that was given logs in while keys are listed if it can be that of one token only. Where
 * several tokens have keys it is given to none of them: a wrong PIN costs a try.
 */
final class HiddenKeys {
  private static final String OPERATION = "list the keys";

  private final List<Hidden> hidden = new ArrayList<>();

  private record Hidden(Token token, TokenException reason) {}

  private HiddenKeys() {}

  static HiddenKeys none() {
    return new HiddenKeys();
  }

  /**
   * Logs in where that is wanted and costs no try elsewhere.
   *
   * @throws TokenException.WrongPin when the one token that can be meant refuses the PIN
   * @throws TokenException.PinBlocked when its PIN is blocked
   * @throws TokenException.PinNotGiven when the PIN must not be tried, or the entry has none
   */
  static HiddenKeys of(List<Token> tokens, Optional<PinEntry> pinEntry) {
    HiddenKeys all = new HiddenKeys();
    List<Token> meant = tokens.stream().filter(HiddenKeys::holdsKeys).toList();
    for (Token token : meant) {
      try {
        token
            .capability(Login.class)
            .filter(login -> login.required() && !login.active())
            .flatMap(login -> logIn(token, login, pinEntry, meant.size()))
            .ifPresent(reason -> all.hidden.add(new Hidden(token, reason)));
      } catch (TokenException.WrongPin | TokenException.PinBlocked | TokenException.PinNotGiven e) {
        throw e;
      } catch (TokenException e) {
        all.hidden.add(new Hidden(token, e));
      }
    }
    return all;
  }

  private static boolean holdsKeys(Token token) {
    try {
      return token.capability(SigningKeys.class).isPresent()
          || token.capability(DecryptionKeys.class).isPresent();
    } catch (TokenException e) {
      return true; // to be on the safe side
    }
  }

  private static Optional<TokenException> logIn(
      Token token, Login login, Optional<PinEntry> pinEntry, int meant) {
    if (pinEntry.isEmpty()) {
      return Optional.of(
          notGiven(
              token,
              "it shows its private keys to who logged in only, and no PIN was given",
              "load the key store with the PIN"));
    }
    if (meant > 1) {
      return Optional.of(
          notGiven(
              token,
              "it shows its private keys to who logged in only, and was not given the PIN, since"
                  + " there are %d tokens and a wrong PIN costs a try".formatted(meant),
              "load with a TokensParameter that names this token"));
    }
    login.login(pinEntry.get());
    return Optional.empty();
  }

  private static TokenException notGiven(Token token, String message, String remedy) {
    return new TokenException.PinNotGiven(token.uri().toString(), OPERATION, message, remedy);
  }

  /** Why nothing was found; empty when no token hides keys. */
  Optional<TokenException> reason() {
    return hidden.stream().map(Hidden::reason).findFirst();
  }

  /** Why a key that a URI names was not found; empty when no token that it can be on hides keys. */
  Optional<TokenException> reason(TokenUri uri) {
    return hidden.stream().filter(one -> one.token.fits(uri)).map(Hidden::reason).findFirst();
  }
}
