package dev.countersign.card.otp;

import dev.countersign.card.application.ApplicationToken;
import dev.countersign.device.CodeAccounts;
import dev.countersign.device.MacCodeAccounts;
import dev.countersign.device.MacKeyManagement;
import dev.countersign.device.MacKeys;
import dev.countersign.device.TokenIdentity;
import java.util.Optional;

/** A token with an OTP application: its identity and what it can do. */
final class OtpToken extends ApplicationToken {
  private final OtpSession session;

  OtpToken(OtpSession session) {
    super(session);
    this.session = session;
  }

  @Override
  public TokenIdentity identity() {
    return new TokenIdentity(
        kind(),
        session.serial(),
        session.make().isYubiKey() ? "YubiKey " + session.version() : "OTP token",
        Optional.of(session.version().toString()),
        simulated());
  }

  @Override
  public <C> Optional<C> capability(Class<C> type) {
    SlotCommands slots = new SlotCommands(session);
    SlotKeys keys = new SlotKeys(session, slots);
    Object capability;
    if (type == OtpSlots.class) {
      capability = slots;
    } else if (type == MacKeys.class || type == MacKeyManagement.class) {
      capability = keys;
    } else if (type == CodeAccounts.class) {
      capability = new MacCodeAccounts(session.knownUri(), keys, Optional.of(keys));
    } else {
      return Optional.empty();
    }
    return Optional.of(type.cast(capability));
  }
}
