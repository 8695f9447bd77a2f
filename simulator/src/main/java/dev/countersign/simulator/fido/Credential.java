package dev.countersign.simulator.fido;

import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborMap;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A credential.
 *
 * @param id its id: a key handle, or the random name of a discoverable one
 * @param source its keys
 * @param resident what a discoverable one has; null when it is none
 */
@SuppressWarnings("ArrayRecordComponent") // compared by named
record Credential(byte[] id, CredentialSource source, @Nullable Resident resident) {
  static final String TYPE = "public-key";

  boolean named(byte[] otherId) {
    return Arrays.equals(id, otherId);
  }

  Optional<Resident> discoverable() {
    return Optional.ofNullable(resident);
  }

  /** Whether it is a discoverable one of this relying party. */
  boolean isOf(String rpId) {
    return resident != null && resident.rpId().equals(rpId);
  }

  /** The key that the large blob of this credential is encrypted with, if it has one. */
  Optional<byte[]> largeBlobKey() {
    return resident != null && resident.largeBlobKey()
        ? Optional.of(source.largeBlobKey())
        : Optional.empty();
  }

  /** A PublicKeyCredentialDescriptor. */
  CborMap descriptor() {
    return Cbor.map().put("id", id).put("type", TYPE).build();
  }

  @Override
  public String toString() {
    return source + (resident == null ? "" : ", " + resident);
  }
}
