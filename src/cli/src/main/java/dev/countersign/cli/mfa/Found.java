package dev.countersign.cli.mfa;

import dev.countersign.device.Code;
import dev.countersign.device.CodeAccount;
import dev.countersign.device.CodeAccounts;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;
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

  /** The whole name of the account: what the token was not asked for yet, it is asked for now. */
  TokenUri uri() {
    return account
        .uri()
        .attribute("account")
        .map(name -> token.uri().with("account", name))
        .orElse(account.uri());
  }

  /** The same with a code. */
  Found with(Code made) {
    return new Found(token, accounts, account, Optional.of(made));
  }
}
