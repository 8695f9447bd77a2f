package dev.countersign.relyingparty.webauthn;

import dev.countersign.wire.cbor.Cbor;
import java.util.List;

/**
 * What is remembered of a credential.
 *
 * @param user the name of its user
 * @param userHandle what the key calls the user
 * @param id the credential
 * @param publicKey in COSE
 * @param signCount the highest counter seen, 0 to 2^32 - 1
 * @param backupEligible whether it may be copied; never changes
 * @param backedUp whether it was
 * @param aaguid 16 bytes
 * @param transports how it can be reached
 * @param created in seconds of the epoch
 * @param lastUsed in seconds of the epoch; 0 when it was not
 */
record StoredCredential(
    String user,
    Cbor.Bytes userHandle,
    Cbor.Bytes id,
    Cbor.Bytes publicKey,
    long signCount,
    boolean backupEligible,
    boolean backedUp,
    Cbor.Bytes aaguid,
    List<String> transports,
    long created,
    long lastUsed) {
  static final int MAX_ID_BYTES = 1023;
  static final int MAX_PUBLIC_KEY_BYTES = 1200;
  static final int MAX_TRANSPORTS = 8;
  static final int MAX_TRANSPORT_CHARACTERS = 32;
  static final int AAGUID_BYTES = 16;
  static final long MAX_COUNT = 0xFFFF_FFFFL;

  StoredCredential {
    transports = List.copyOf(transports);
    if (user.isEmpty()
        || user.length() > Caller.MAX_USER_CHARACTERS
        || userHandle.length() == 0
        || userHandle.length() > UserKeys.HANDLE_BYTES
        || id.length() == 0
        || id.length() > MAX_ID_BYTES
        || publicKey.length() == 0
        || publicKey.length() > MAX_PUBLIC_KEY_BYTES
        || signCount < 0
        || signCount > MAX_COUNT
        || aaguid.length() != AAGUID_BYTES
        || transports.size() > MAX_TRANSPORTS
        || transports.stream().anyMatch(each -> each.length() > MAX_TRANSPORT_CHARACTERS)) {
      throw new IllegalArgumentException("no state of a credential");
    }
  }

  /** A new credential, of a response that was verified. */
  static StoredCredential registered(
      String user,
      Cbor.Bytes userHandle,
      Responses.Registration response,
      AuthenticatorData.Attested attested,
      long now) {
    AuthenticatorData data = response.attestation().data();
    return new StoredCredential(
        user,
        userHandle,
        new Cbor.Bytes(attested.id()),
        new Cbor.Bytes(attested.publicKey()),
        data.signCount(),
        data.backupEligible(),
        data.backedUp(),
        data.aaguid(),
        response.transports(),
        now,
        0);
  }

  boolean isOf(String otherUser, Cbor.Bytes otherHandle) {
    return user.equals(otherUser) && userHandle.equals(otherHandle);
  }

  StoredCredential used(long count, boolean nowBackedUp, long now) {
    return new StoredCredential(
        user,
        userHandle,
        id,
        publicKey,
        count,
        backupEligible,
        nowBackedUp,
        aaguid,
        transports,
        created,
        now);
  }
}
