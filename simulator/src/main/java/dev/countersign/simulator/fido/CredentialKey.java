package dev.countersign.simulator.fido;

import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborMap;

/**
 * The key pair of a credential. It follows from 32 secret bytes, so that a key handle of one length
 * holds a key of any algorithm.
 */
interface CredentialKey {
  long KEY_TYPE = 1;
  long ALGORITHM = 3;
  int SEED_BYTES = 32;

  /** The key pair that belongs to secret bytes. */
  static CredentialKey of(Algorithm algorithm, byte[] seed) {
    return switch (algorithm) {
      case ES256, ES384 -> EcCredentialKey.derive(algorithm, seed);
      case EDDSA -> new EdCredentialKey(seed);
      case RS256 -> RsaCredentialKey.derive(seed);
    };
  }

  Algorithm algorithm();

  /** The public key as a COSE_Key ([COSE] 2). */
  CborMap publicKey();

  /** Signs a message, which is hashed here. */
  byte[] sign(byte[] message);

  /** The beginning of a COSE_Key. */
  static CborMap.Builder coseKey(long keyType, long algorithm) {
    return Cbor.map().put(KEY_TYPE, keyType).put(ALGORITHM, algorithm);
  }
}
