package dev.countersign.card.oath;

import dev.countersign.card.apdu.StatusWord;
import dev.countersign.card.application.Task;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import java.util.Set;

/** What is done with one account, and what a token means that refuses it. */
final class AccountTask {
  /** What tokens answer that hold no account of the name. */
  private static final Set<StatusWord> NO_SUCH_ACCOUNT =
      Set.of(
          StatusWord.REFERENCE_DATA_NOT_USABLE,
          StatusWord.FILE_NOT_FOUND,
          StatusWord.REFERENCE_NOT_FOUND);

  private AccountTask() {}

  static boolean isNoSuchAccount(StatusWord status) {
    return NO_SUCH_ACCOUNT.contains(status);
  }

  /** A task with the account of this name on the token of this session. */
  static Task of(OathSession session, String account, String operation) {
    String name = uri(session, account).toString();
    return Task.of(
        name,
        operation,
        status ->
            isNoSuchAccount(status)
                ? noSuchAccount(name, operation)
                : Task.refused(name, operation, status));
  }

  static TokenUri uri(OathSession session, String account) {
    return session.knownUri().with("account", account);
  }

  static TokenException noSuchAccount(String name, String operation) {
    return new TokenException.NoKey(
        name,
        operation,
        "the token holds no account of that name",
        "look what there is with countersign mfa list");
  }
}
