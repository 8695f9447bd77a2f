package dev.countersign.simulator.fido;

import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import org.jspecify.annotations.Nullable;

/**
 * The extensions of an assertion ([CTAP2.1] 12).
 *
 * @param hmacSecret what to compute; null for nothing
 * @param credBlob whether the stored blob is wanted
 * @param largeBlobKey whether the key of the large blob is wanted
 */
record AssertExtensions(@Nullable HmacSecret hmacSecret, boolean credBlob, boolean largeBlobKey) {

  static AssertExtensions read(CborMap inputs, FidoCard card, boolean present)
      throws CborException, CtapRefusal {
    HmacSecret hmacSecret = null;
    if (inputs.map(MakeExtensions.HMAC_SECRET).isPresent()) {
      CtapRefusal.unless(present, CtapStatus.UNSUPPORTED_OPTION);
      hmacSecret = HmacSecret.read(inputs.map(MakeExtensions.HMAC_SECRET).get(), card);
    }
    boolean later = card.features().isFido21();
    boolean keyWanted = later && inputs.get(MakeExtensions.LARGE_BLOB_KEY).isPresent();
    CtapRefusal.unless(
        !keyWanted || inputs.isTrue(MakeExtensions.LARGE_BLOB_KEY), CtapStatus.INVALID_OPTION);
    return new AssertExtensions(
        hmacSecret, later && inputs.isTrue(MakeExtensions.CRED_BLOB), keyWanted);
  }

  CborMap outputs(Credential credential, boolean verified, FidoCard card) {
    CborMap.Builder outputs = Cbor.map();
    if (hmacSecret != null && credential.source().hmacSecret()) {
      outputs.put(
          MakeExtensions.HMAC_SECRET,
          hmacSecret.output(credential.source(), verified, card.random()));
    }
    if (credBlob) {
      outputs.put(
          MakeExtensions.CRED_BLOB,
          credential.discoverable().map(Resident::blob).orElse(new byte[0]));
    }
    return outputs.build();
  }
}
