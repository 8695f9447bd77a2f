package dev.countersign.cli.mfa;

import dev.countersign.device.Code;
import dev.countersign.device.CodeAccount;
import dev.countersign.device.CodeAccounts;
import dev.countersign.device.Token;
import java.util.Optional;

/**
 * An account on a token.
 *
 * @param token where it is
 * @param accounts what makes its codes
 * @param account which it is
 * @param code its code, where that cost nothing
 */
record Found(Token token, CodeAccounts accounts, CodeAccount account, Optional<Code> code) {}
