package dev.countersign.relyingparty.webauthn;

import java.util.Arrays;
import java.util.Optional;

/**
 * The formats of attestation statements that can be verified here ([WEBAUTHN-3] 8). There are
 * others, {@code android-key}, {@code android-safetynet} and {@code compound}; nothing here
 * verifies them, so they are refused under any policy.
 */
public enum AttestationFormat {
  /** No statement. */
  NONE("none"),
  /** The usual one of FIDO2 keys, by a certificate of the maker or by the key itself. */
  PACKED("packed"),
  /** That of U2F keys. */
  FIDO_U2F("fido-u2f"),
  /** That of trusted platform modules. */
  TPM("tpm"),
  /** Apple's, by a certificate made for the one key. */
  APPLE("apple");

  private final String identifier;

  AttestationFormat(String identifier) {
    this.identifier = identifier;
  }

  /** As statements call it: {@code packed}. */
  public String identifier() {
    return identifier;
  }

  static Optional<AttestationFormat> of(String identifier) {
    return Arrays.stream(values()).filter(format -> format.identifier.equals(identifier)).findAny();
  }
}
