package dev.countersign.cli.mfa;

import dev.countersign.device.Code;
import dev.countersign.device.CodeAccount;
import dev.countersign.device.CodeAccounts;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;
import java.util.List;
import java.util.Optional;

/**
 * An account on a token.
 *
 * @param token where it is
 * @param accounts what makes its codes
 * @param account which it is
 * @param code its code, where that cost nothing
 */
record Found(Token token, CodeAccounts accounts, CodeAccount account, Optional<Code> code) {

  /** The whole name of the account; asks the token for its serial number when that was not done. */
  TokenUri uri() {
    TokenUri whole = token.uri();
    for (String part : List.of("account", "slot")) {
      Optional<String> value = account.uri().attribute(part);
      if (value.isPresent()) {
        return whole.with(part, value.get());
      }
    }
    return account.uri();
  }

  /** The same with a code. */
  Found with(Code made) {
    return new Found(token, accounts, account, Optional.of(made));
  }
}
