package dev.countersign.card.oath;

import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.card.apdu.ResponseApdu;
import dev.countersign.card.apdu.StatusWord;
import dev.countersign.card.application.Task;
import dev.countersign.device.CodeAccount;
import dev.countersign.device.NewAccount;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.OathHash;
import java.util.Arrays;
import java.util.List;

/**
 * Adds, renames and removes accounts. Tokens overwrite an account of the same name without a word,
 * so it is looked first, in the same transaction. No change is ever sent twice.
 */
final class AccountChanges {
  private static final long MAX_COUNTER = 0xFFFFFFFFL;
  private static final String ADD = "add an account";

  private final OathSession session;
  private final OathAccess access;

  AccountChanges(OathSession session, OathAccess access) {
    this.session = session;
    this.access = access;
  }

  /** All accounts, signing keys too. */
  static List<OathAnswers.Listed> listed(OathCard card) throws ChannelException {
    return OathAnswers.list(card, card.require(OathCommands.LIST));
  }

  private static boolean holds(List<OathAnswers.Listed> accounts, AccountId id) {
    return accounts.stream().anyMatch(account -> account.name().equals(id.text()));
  }

  void add(NewAccount account, Secret seed, boolean replace) {
    if (seed.length() == 0) {
      throw new IllegalArgumentException("a seed has at least one byte");
    }
    check(account);
    access.run(
        () -> AccountTask.of(session, account.id().text(), ADD),
        card -> {
          List<OathAnswers.Listed> accounts = listed(card);
          boolean there = holds(accounts, account.id());
          if (there && !replace) {
            throw nameIsTaken(card.task(), "replace it with --force, or choose another name");
          }
          put(card, account, seed, accounts.size(), there);
          return true;
        });
  }

  /** Refuses what tokens of this version cannot hold. Talks to none. */
  void check(NewAccount account) {
    Task task = AccountTask.of(session, account.id().text(), ADD);
    if (account.touch()) {
      OathFeature.TOUCH.require(session.version(), task);
    }
    if (account.hash() == OathHash.SHA512) {
      OathFeature.SHA512.require(session.version(), task);
    }
    if (account.counter() > MAX_COUNTER) {
      throw new TokenException.Unsupported(
          task.name(),
          task.operation(),
          "this token has counters of four bytes",
          "begin with a counter of at most " + MAX_COUNTER);
    }
  }

  private static void put(
      OathCard card, NewAccount account, Secret seed, int count, boolean replaces)
      throws ChannelException {
    byte[] key = AccountSeed.onTheWire(seed, account.hash());
    CommandApdu command = OathCommands.put(account, key);
    ResponseApdu response;
    card.task().changesToken();
    try {
      response = card.send(command);
    } finally {
      command.wipe();
      Arrays.fill(key, (byte) 0);
    }
    if (!response.isSuccess()) {
      throw refusedPut(card.task(), response.status(), count, replaces);
    }
  }

  private static TokenException refusedPut(
      Task task, StatusWord status, int count, boolean replaces) {
    if (status.equals(StatusWord.NOT_ENOUGH_MEMORY)) {
      return new TokenException.Refused(
          task.name(),
          task.operation(),
          "the token is full: it holds %d accounts".formatted(count),
          status.toString(),
          "see which it can do without with countersign mfa list, and remove one with countersign"
              + " mfa remove");
    }
    if (replaces && status.equals(StatusWord.CONDITIONS_NOT_SATISFIED)) {
      return new TokenException.Refused(
          task.name(),
          task.operation(),
          "this token does not replace accounts, and kept the old one",
          status.toString(),
          "remove the old one first with countersign mfa remove");
    }
    if (status.equals(StatusWord.INCORRECT_DATA)) {
      return new TokenException.Refused(
          task.name(),
          task.operation(),
          "the token does not take such an account",
          status.toString(),
          "check seed, hash function and digits, or use another token");
    }
    return Task.refused(task.name(), task.operation(), status);
  }

  private static TokenException nameIsTaken(Task task, String remedy) {
    return new TokenException.Refused(
        task.name(),
        task.operation(),
        "the token holds an account of that name already",
        null,
        remedy);
  }

  void rename(CodeAccount account, AccountId name) {
    if (!name.period().equals(account.id().period())) {
      throw new IllegalArgumentException("another name keeps the period");
    }
    if (!name.fits()) {
      throw new IllegalArgumentException(
          "the name of an account has at most %d bytes".formatted(AccountId.MAX_BYTES));
    }
    String before = account.id().text();
    String operation = "rename an account";
    OathFeature.RENAME.require(session.version(), AccountTask.of(session, before, operation));
    access.run(
        () -> AccountTask.of(session, before, operation),
        card -> {
          // some tokens would put one account in the place of another
          if (holds(listed(card), name)) {
            throw nameIsTaken(card.task(), "choose another name");
          }
          card.task().changesToken();
          return card.require(OathCommands.rename(before, name.text()));
        });
  }

  void remove(CodeAccount account) {
    String name = account.id().text();
    access.run(
        () -> AccountTask.of(session, name, "remove an account"),
        card -> {
          card.task().changesToken();
          return card.require(OathCommands.delete(name));
        });
  }
}
