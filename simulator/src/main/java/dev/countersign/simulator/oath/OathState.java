package dev.countersign.simulator.oath;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything the applet keeps when power is gone. Never changed: a command makes a new one.
 *
 * @param salt eight bytes that name the applet and salt the password; new at each RESET
 * @param accessKey what locks the applet, or null
 * @param accounts the accounts in the order in which they came, no two with the same name
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never a key
record OathState(byte[] salt, @Nullable AccessKey accessKey, List<Account> accounts) {
  static final int SALT_BYTES = 8;

  OathState {
    accounts = List.copyOf(accounts);
  }

  /** An applet without accounts and without an access key. */
  static OathState fresh(SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return new OathState(salt, null, List.of());
  }

  Optional<AccessKey> access() {
    return Optional.ofNullable(accessKey);
  }

  Optional<Account> find(byte[] name) {
    return accounts.stream().filter(account -> account.named(name)).findFirst();
  }

  /** With another access key; null lets everybody in. */
  OathState withAccessKey(@Nullable AccessKey key) {
    return new OathState(salt, key, accounts);
  }

  OathState withAccounts(List<Account> changed) {
    return new OathState(salt, accessKey, changed);
  }

  /** With an account in the place of the one of a name, or at the end. */
  OathState with(byte[] name, Account account) {
    List<Account> changed = new ArrayList<>(accounts);
    for (int i = 0; i < changed.size(); i++) {
      if (changed.get(i).named(name)) {
        changed.set(i, account);
        return withAccounts(changed);
      }
    }
    changed.add(account);
    return withAccounts(changed);
  }

  OathState without(byte[] name) {
    return withAccounts(accounts.stream().filter(account -> !account.named(name)).toList());
  }

  /** Does not tell keys. */
  @Override
  public String toString() {
    return accounts.size() + " accounts" + (accessKey == null ? "" : ", locked");
  }
}
