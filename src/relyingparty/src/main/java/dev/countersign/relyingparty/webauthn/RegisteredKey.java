package dev.countersign.relyingparty.webauthn;

import dev.countersign.wire.cbor.Cbor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A key that a user registered.
 *
 * @param arn its name
 * @param credentialId what the key calls the credential, 1 to 1023 bytes
 * @param aaguid its make, all zeros where it does not tell; believed only of a trusted statement
 * @param signCount the counter at its last use; 0 for a key that has none
 * @param backupEligible whether it may be copied to other devices of its user
 * @param backedUp whether it was, when it was last used
 * @param transports how browsers may reach it: {@code usb}, {@code nfc}, {@code internal}
 * @param created when it was registered
 * @param lastUsed when it last signed in
 */
public record RegisteredKey(
    SecurityKeyArn arn,
    Cbor.Bytes credentialId,
    UUID aaguid,
    long signCount,
    boolean backupEligible,
    boolean backedUp,
    List<String> transports,
    Instant created,
    Optional<Instant> lastUsed) {

  /** Copies the list. */
  public RegisteredKey {
    transports = List.copyOf(transports);
  }

  /** What the user calls it. */
  public String name() {
    return arn.name();
  }
}
