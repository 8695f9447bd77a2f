package dev.countersign.simulator.fido;

/**
 * What a credential's secrets follow from, and who may use it: all that a key handle holds.
 *
 * @param algorithm what it signs with
 * @param seed 32 secret bytes
 * @param protection 1 to 3 ([CTAP2.1] 12.1): 1 for everybody, 3 for verified users alone
 * @param hmacSecret whether it was made with hmac-secret ([CTAP2.1] 12.5)
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never a key
record CredentialSource(Algorithm algorithm, byte[] seed, int protection, boolean hmacSecret) {
  static final int FOR_ALL = 1;
  static final int LISTED_OR_VERIFIED = 2;
  static final int VERIFIED = 3;

  CredentialKey key() {
    return CredentialKey.of(algorithm, seed);
  }

  /** The secret of hmac-secret: another one for a verified user. */
  byte[] credRandom(boolean verified) {
    return Hashes.derive(seed, verified ? "CredRandomWithUV" : "CredRandomWithoutUV");
  }

  byte[] largeBlobKey() {
    return Hashes.derive(seed, "largeBlobKey");
  }

  /** Whether it may be used, or even be known of. */
  boolean visible(boolean listed, boolean verified) {
    return verified || protection == FOR_ALL || (protection == LISTED_OR_VERIFIED && listed);
  }

  /** Does not tell keys. */
  @Override
  public String toString() {
    return algorithm + ", protection " + protection;
  }
}
