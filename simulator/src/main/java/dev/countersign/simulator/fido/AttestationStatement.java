package dev.countersign.simulator.fido;

import dev.countersign.simulator.fido.FidoFeatures.Option;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborMap;
import java.nio.ByteBuffer;

/**
 * Writes packed attestation statements ([WEBAUTHN-3] 8.2).
 *
 * @param features whether the credential's own key signs
 * @param batch who signs otherwise
 */
record AttestationStatement(FidoFeatures features, BatchAttestation batch) {
  static final String FORMAT = "packed";

  CborMap over(byte[] authenticatorData, byte[] clientDataHash, CredentialKey key) {
    byte[] message = message(authenticatorData, clientDataHash);
    if (features.has(Option.SELF_ATTESTATION)) {
      return Cbor.map().put("alg", key.algorithm().cose()).put("sig", key.sign(message)).build();
    }
    return Cbor.map()
        .put("alg", Algorithm.ES256.cose())
        .put("sig", batch.sign(message))
        .put("x5c", Cbor.Array.of(Cbor.bytes(batch.certificate())))
        .build();
  }

  /** What attestations and assertions sign. */
  static byte[] message(byte[] authenticatorData, byte[] clientDataHash) {
    return ByteBuffer.allocate(authenticatorData.length + clientDataHash.length)
        .put(authenticatorData)
        .put(clientDataHash)
        .array();
  }
}
