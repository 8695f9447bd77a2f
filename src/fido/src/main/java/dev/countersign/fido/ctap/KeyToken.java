package dev.countersign.fido.ctap;

import dev.countersign.card.application.ApplicationToken;
import dev.countersign.card.application.Make;
import dev.countersign.device.Lane;
import dev.countersign.device.Ports;
import dev.countersign.device.Token;
import dev.countersign.device.TokenIdentity;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.SecurityKeyInfo;
import dev.countersign.device.fido.SecurityKeyPins;
import dev.countersign.device.fido.SecurityKeySettings;
import dev.countersign.device.fido.StoredCredentials;
import java.util.Optional;

/** A security key: its identity and what it can do. */
public final class KeyToken extends ApplicationToken {
  /** The scheme of the URIs of security keys. */
  public static final String KIND = KeySession.KIND;

  private final KeySession session;

  private KeyToken(KeySession session) {
    super(session);
    this.session = session;
  }

  /** The key that is a card on this lane; empty when the card has no FIDO application. */
  public static Optional<Token> onCard(Lane lane, Ports ports) {
    return KeySession.open(lane, ports).map(KeyToken::new);
  }

  /**
   * The key on USB at the end of this lane, whose channels make frames of commands. Nothing is
   * sent.
   *
   * @param product what it calls itself
   * @param yubiKey whether its vendor number is that of YubiKeys
   * @param serial the number that it tells every host
   */
  public static Token onUsb(
      Lane lane, Ports ports, String product, boolean yubiKey, Optional<String> serial) {
    return new KeyToken(
        new KeySession(
            lane,
            ports,
            new KeySession.Place(
                true,
                yubiKey ? Make.YUBIKEY_5 : Make.OTHER,
                Optional.of(product).filter(name -> !name.isBlank()),
                serial)));
  }

  @Override
  public TokenIdentity identity() {
    SecurityKeyInfo info = session.info();
    Optional<String> version = info.firmware().map(this::version);
    String label =
        session.place().make().isYubiKey()
            ? "YubiKey" + version.map(number -> " " + number).orElse("")
            : session.place().product().orElse("security key");
    return new TokenIdentity(kind(), session.serial(), label, version, simulated());
  }

  /** YubiKeys have three numbers in three bytes. */
  private String version(long number) {
    return session.place().make().isYubiKey() && number >> 24 == 0
        ? "%d.%d.%d".formatted(number >> 16, (number >> 8) & 0xFF, number & 0xFF)
        : Long.toString(number);
  }

  @Override
  public <C> Optional<C> capability(Class<C> type) {
    Object capability;
    if (type == SecurityKey.class) {
      capability = new CtapKey(session);
    } else if (type == SecurityKeyPins.class && session.info().ctap2()) {
      capability = new KeyPins(session);
    } else if (type == StoredCredentials.class && KeyCredentials.areThere(session.info())) {
      capability = new KeyCredentials(session);
    } else if (type == SecurityKeySettings.class && session.info().ctap2()) {
      capability = new KeySettings(session);
    } else {
      return Optional.empty();
    }
    return Optional.of(type.cast(capability));
  }
}
