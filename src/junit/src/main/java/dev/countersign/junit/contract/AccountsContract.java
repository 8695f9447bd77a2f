package dev.countersign.junit.contract;

import dev.countersign.device.CodeAccount;
import dev.countersign.device.CodeAccounts;
import dev.countersign.device.NewAccount;
import dev.countersign.device.Secret;
import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.OathHash;
import java.nio.charset.StandardCharsets;

/** What the parts of the contract for codes share. */
public interface AccountsContract {

  /** The seed of the standards' tables ([RFC4226] appendix D). */
  byte[] STANDARD_SEED = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  /** The bench of the test that is running: the same object until the test ends. */
  ContractBench bench();

  /** The accounts of the token on the bench. */
  default CodeAccounts accounts() {
    return bench().token().require(CodeAccounts.class);
  }

  /** Stores a TOTP account of six digits and SHA-1. */
  default CodeAccount addTotp(String name, byte[] seed) {
    return add(account(name, CodeKind.TOTP, OathHash.SHA1, 6), seed, false);
  }

  /** Stores an account. */
  default CodeAccount add(NewAccount account, byte[] seed, boolean replace) {
    try (Secret secret = Secret.copyOf(seed)) {
      return accounts().add(account, secret, replace);
    }
  }

  /** An account that wants no touch and counts from 0. */
  default NewAccount account(String name, CodeKind kind, OathHash hash, int digits) {
    return new NewAccount(AccountId.parse(kind, name), kind, hash, digits, 0, false);
  }
}
