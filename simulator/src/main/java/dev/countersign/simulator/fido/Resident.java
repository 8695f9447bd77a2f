package dev.countersign.simulator.fido;

/**
 * What the authenticator keeps of a discoverable credential beside its keys.
 *
 * @param rpId whose it is
 * @param user whose account it is for
 * @param blob what credBlob stored ([CTAP2.1] 12.2); empty for nothing
 * @param largeBlobKey whether it was made with a large-blob key ([CTAP2.1] 12.3)
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never a key
record Resident(String rpId, User user, byte[] blob, boolean largeBlobKey) {
  Resident withUser(User other) {
    return new Resident(rpId, other, blob, largeBlobKey);
  }

  @Override
  public String toString() {
    return user + " at " + rpId;
  }
}
