package dev.countersign.cli.fido;

import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.SecurityKeyPins;
import dev.countersign.device.fido.SecurityKeySettings;
import dev.countersign.device.fido.StoredCredentials;

/** What a security key can do, or why this one cannot. */
final class Capabilities {
  private static final String OLD = "this key speaks U2F only, which knows no ";

  private Capabilities() {}

  static SecurityKeyPins pins(Token key) {
    return key.capability(SecurityKeyPins.class)
        .orElseThrow(() -> lacking(key, "use its PIN", OLD + "PIN"));
  }

  static SecurityKeySettings settings(Token key) {
    return key.capability(SecurityKeySettings.class)
        .orElseThrow(() -> lacking(key, "change its settings", OLD + "settings and no reset"));
  }

  static StoredCredentials credentials(Token key) {
    return key.capability(StoredCredentials.class)
        .orElseThrow(
            () ->
                lacking(
                    key,
                    "manage its credentials",
                    "this key does not let what it stores be looked at"));
  }

  private static TokenException lacking(Token key, String operation, String message) {
    return new TokenException.Unsupported(
        key.uri().toString(), operation, message, "use a key that speaks CTAP 2.1");
  }
}
