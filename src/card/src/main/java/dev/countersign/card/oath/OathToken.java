package dev.countersign.card.oath;

import dev.countersign.card.application.ApplicationToken;
import dev.countersign.device.CodeAccounts;
import dev.countersign.device.MacKeys;
import dev.countersign.device.TokenIdentity;
import java.util.Optional;

/** A token with an OATH application: its identity and what it can do. */
final class OathToken extends ApplicationToken {
  private final OathSession session;
  private final OathAccess access;

  OathToken(OathSession session) {
    super(session);
    this.session = session;
    this.access = new OathAccess(session);
  }

  @Override
  public TokenIdentity identity() {
    Optional<String> version = Optional.of(session.version().toString());
    boolean yubiKey = session.make().isYubiKey();
    return new TokenIdentity(
        kind(),
        session.serial(),
        yubiKey ? "YubiKey " + session.version() : "OATH card",
        version,
        simulated());
  }

  @Override
  public <C> Optional<C> capability(Class<C> type) {
    Object capability;
    if (type == CodeAccounts.class) {
      capability = new OathAccounts(session, access);
    } else if (type == MacKeys.class) {
      capability = new OathKeys(session, access);
    } else if (type == OathAdministration.class) {
      capability = new OathAdministrator(session, access);
    } else {
      return Optional.empty();
    }
    return Optional.of(type.cast(capability));
  }
}
