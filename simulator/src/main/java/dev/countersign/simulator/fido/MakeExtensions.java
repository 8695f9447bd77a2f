package dev.countersign.simulator.fido;

import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The extensions of a new credential ([CTAP2.1] 12).
 *
 * @param hmacSecret whether it gets secrets for hmac-secret
 * @param protection its credProtect level
 * @param largeBlobKey whether it gets a key for a large blob
 * @param blob what it stores; empty for nothing
 * @param outputs what the authenticator data say about it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never a key
record MakeExtensions(
    boolean hmacSecret, int protection, boolean largeBlobKey, byte[] blob, CborMap outputs) {
  static final String HMAC_SECRET = "hmac-secret";
  static final String CRED_PROTECT = "credProtect";
  static final String CRED_BLOB = "credBlob";
  static final String LARGE_BLOB_KEY = "largeBlobKey";
  static final String MIN_PIN_LENGTH = "minPinLength";

  /**
   * Reads them.
   *
   * @param discoverable whether the credential will be kept
   */
  static MakeExtensions read(CborMap inputs, FidoCard card, String rpId, boolean discoverable)
      throws CborException, CtapRefusal {
    CborMap.Builder outputs = Cbor.map();
    boolean hmacSecret = inputs.isTrue(HMAC_SECRET);
    if (hmacSecret) {
      outputs.put(HMAC_SECRET, true);
    }
    if (!card.features().isFido21()) {
      return new MakeExtensions(
          hmacSecret, CredentialSource.FOR_ALL, false, new byte[0], outputs.build());
    }
    int protection = protection(inputs.integer(CRED_PROTECT), outputs);
    byte[] blob = blob(inputs.bytes(CRED_BLOB), discoverable, outputs);
    if (inputs.isTrue(MIN_PIN_LENGTH) && card.state().policy().minPinRpIds().contains(rpId)) {
      outputs.put(MIN_PIN_LENGTH, card.state().policy().minPinLength());
    }
    return new MakeExtensions(
        hmacSecret, protection, largeBlobKey(inputs, discoverable), blob, outputs.build());
  }

  private static int protection(OptionalLong asked, CborMap.Builder outputs) throws CtapRefusal {
    if (asked.isEmpty()) {
      return CredentialSource.FOR_ALL;
    }
    long level = asked.getAsLong();
    CtapRefusal.unless(
        level >= CredentialSource.FOR_ALL && level <= CredentialSource.VERIFIED,
        CtapStatus.INVALID_OPTION);
    outputs.put(CRED_PROTECT, level);
    return (int) level;
  }

  private static byte[] blob(
      Optional<byte[]> asked, boolean discoverable, CborMap.Builder outputs) {
    if (asked.isEmpty()) {
      return new byte[0];
    }
    boolean stored = discoverable && asked.get().length <= FidoFeatures.MAX_BLOB_BYTES;
    outputs.put(CRED_BLOB, stored);
    return stored ? asked.get() : new byte[0];
  }

  private static boolean largeBlobKey(CborMap inputs, boolean discoverable)
      throws CborException, CtapRefusal {
    if (inputs.get(LARGE_BLOB_KEY).isEmpty()) {
      return false;
    }
    CtapRefusal.unless(inputs.isTrue(LARGE_BLOB_KEY) && discoverable, CtapStatus.INVALID_OPTION);
    return true;
  }
}
