package dev.countersign.cli.mfa;

import dev.countersign.cli.Failure;
import dev.countersign.cli.Printable;
import dev.countersign.cli.SeedGuard;
import dev.countersign.wire.oath.AccountId;
import java.time.Duration;
import java.util.Optional;

/** Names that a person gives to accounts: {@code ISSUER:NAME}, {@code NAME}, or an ARN. */
record AccountName(Optional<String> issuer, String name) {

  /** Reads one; the account of an MFA device at AWS is named after it. */
  static AccountName parse(String text) {
    SeedGuard.check(text);
    Optional<AccountId> device = MfaDevice.parse(text).map(MfaDevice::account);
    if (device.isPresent()) {
      return new AccountName(device.get().issuer(), device.get().name());
    }
    int colon = text.indexOf(':');
    String issuer = colon < 0 ? "" : text.substring(0, colon).strip();
    String name = text.substring(colon + 1).strip();
    if (name.isEmpty()) {
      throw Failure.usage("that is not the name of an account", "write it like AWS:alice");
    }
    return new AccountName(issuer.isEmpty() ? Optional.empty() : Optional.of(issuer), name);
  }

  /** The whole name on a token. */
  AccountId id(Optional<Duration> period) {
    try {
      AccountId id = new AccountId(period, issuer, name);
      if (!id.fits()) {
        throw new IllegalArgumentException(
            "the name %s has more than %d bytes"
                .formatted(Printable.text(id.text()), AccountId.MAX_BYTES));
      } else if (id.signingKey()) {
        throw new IllegalArgumentException(
            "names that begin with _hidden:aws4/ are for signing keys");
      }
      return id;
    } catch (IllegalArgumentException e) {
      throw Failure.usage("" + e.getMessage(), "choose another name, like AWS:alice");
    }
  }
}
