package dev.countersign.card.piv;

import dev.countersign.card.application.ApplicationToken;
import dev.countersign.card.application.Firmware;
import dev.countersign.device.Attestation;
import dev.countersign.device.DecryptionKeys;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.Lane;
import dev.countersign.device.PinManagement;
import dev.countersign.device.Ports;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenIdentity;
import java.util.Optional;

/** A token with a PIV application: its identity and what it can do. */
final class PivToken extends ApplicationToken {
  private final PivSession session;

  private PivToken(PivSession session) {
    super(session);
    this.session = session;
  }

  static Optional<Token> recognise(Lane lane, Ports ports) {
    return PivSession.open(lane, ports).map(PivToken::new);
  }

  @Override
  public TokenIdentity identity() {
    Optional<String> serial = session.serial();
    if (!session.facts().make().isYubiKey()) {
      return new TokenIdentity(kind(), serial, "PIV card", Optional.empty(), simulated());
    }
    Optional<String> firmware =
        session
            .run(session.task("read the firmware version"), Identification::firmware)
            .map(Firmware::toString);
    String label = "YubiKey" + firmware.map(version -> " " + version).orElse("");
    return new TokenIdentity(kind(), serial, label, firmware, simulated());
  }

  @Override
  public <C> Optional<C> capability(Class<C> type) {
    PinAccess pins = new PinAccess(session);
    ManagementAccess management = new ManagementAccess(session, pins);
    Object capability;
    if (type == SigningKeys.class) {
      capability = new PivKeys(session, pins).signing();
    } else if (type == DecryptionKeys.class) {
      capability = new PivKeys(session, pins).decryption();
    } else if (type == KeyManagement.class) {
      capability = new PivKeyManagement(session, management);
    } else if (type == PinManagement.class) {
      capability = new PivPinManagement(session);
    } else if (type == PivAdministration.class) {
      capability = new PivAdministrator(session, pins, management);
    } else if (type == Attestation.class && attests()) {
      capability = new PivAttestation(session);
    } else {
      return Optional.empty();
    }
    return Optional.of(type.cast(capability));
  }

  private boolean attests() {
    return session
        .run(session.task("ask what it can do"), Identification::features)
        .contains(PivFeature.ATTESTATION);
  }
}
