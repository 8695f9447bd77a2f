package dev.countersign.device.fido;

/** Whether the person is verified, by PIN or built-in sensor ([WEBAUTHN-3] 5.8.6). */
public enum Verification {
  /** It must be, or the ceremony fails. */
  REQUIRED,
  /** It is where the key can. */
  PREFERRED,
  /** It is only where the key does nothing without. */
  DISCOURAGED
}
