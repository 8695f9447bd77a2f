package dev.countersign.device;

import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.HotpValue;
import dev.countersign.wire.oath.OathHash;

/**
 * What an account shall be; its seed goes beside it, as a {@link Secret}.
 *
 * @param id its name; with a period exactly for TOTP
 * @param kind what moves its codes on
 * @param hash the hash function
 * @param digits 6 to 8
 * @param counter the counter of the first code, for HOTP; 0 otherwise
 * @param touch whether every code shall want a touch
 */
public record NewAccount(
    AccountId id, CodeKind kind, OathHash hash, int digits, long counter, boolean touch) {

  /**
   * Checks that the parts fit together.
   *
   * @throws IllegalArgumentException when they do not; the message says why
   */
  public NewAccount {
    if (digits < HotpValue.MIN_DIGITS || digits > HotpValue.MAX_DIGITS) {
      throw new IllegalArgumentException("a code has 6 to 8 digits");
    }
    if (id.period().isPresent() != (kind == CodeKind.TOTP)) {
      throw new IllegalArgumentException("a TOTP account has a period, an HOTP account has none");
    }
    if (counter < 0 || (kind == CodeKind.TOTP && counter != 0)) {
      throw new IllegalArgumentException("a counter is not negative, and 0 for TOTP");
    }
    if (!id.fits()) {
      throw new IllegalArgumentException(
          "the name of an account, with its issuer, has at most %d bytes"
              .formatted(AccountId.MAX_BYTES));
    }
  }
}
