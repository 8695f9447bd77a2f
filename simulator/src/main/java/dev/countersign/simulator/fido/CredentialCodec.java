package dev.countersign.simulator.fido;

import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;

/**
 * A discoverable credential in the state record.
 *
 * <pre>
 * 1 id   2 algorithm   3 seed   4 protection   5 hmac-secret
 * 6 rpId   7 user {id, name, displayName}   8 credBlob   9 whether it has a large-blob key
 * </pre>
 */
final class CredentialCodec {
  private CredentialCodec() {}

  static CborMap write(Credential credential) {
    CredentialSource source = credential.source();
    Resident resident = credential.discoverable().orElseThrow();
    return Cbor.map()
        .put(1, credential.id())
        .put(2, source.algorithm().cose())
        .put(3, source.seed())
        .put(4, source.protection())
        .put(5, source.hmacSecret())
        .put(6, resident.rpId())
        .put(7, resident.user().write(true))
        .put(8, resident.blob())
        .put(9, resident.largeBlobKey())
        .build();
  }

  static Credential read(CborMap map) throws CborException, CtapRefusal {
    byte[] id = Parameters.required(map.bytes(1));
    FidoStateCodec.require(id.length > 0 && id.length <= FidoFeatures.MAX_ID_BYTES, "id");
    byte[] seed = Parameters.required(map.bytes(3));
    FidoStateCodec.require(seed.length == CredentialKey.SEED_BYTES, "seed");
    long protection = Parameters.required(map.integer(4));
    FidoStateCodec.require(
        protection >= CredentialSource.FOR_ALL && protection <= CredentialSource.VERIFIED,
        "protection");
    byte[] blob = Parameters.required(map.bytes(8));
    FidoStateCodec.require(blob.length <= FidoFeatures.MAX_BLOB_BYTES, "blob");
    CredentialSource source =
        new CredentialSource(
            Parameters.required(Algorithm.of(Parameters.required(map.integer(2)))),
            seed,
            (int) protection,
            isTrue(map, 5));
    return new Credential(
        id,
        source,
        new Resident(
            Parameters.required(map.text(6)),
            User.read(Parameters.required(map.map(7))),
            blob,
            isTrue(map, 9)));
  }

  private static boolean isTrue(CborMap map, long key) throws CtapRefusal {
    return Parameters.required(map.get(key)).equals(Cbor.bool(true));
  }
}
