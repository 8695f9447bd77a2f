package dev.countersign.simulator.fido;

import dev.countersign.wire.cbor.CborMap;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/** Authenticator data ([WEBAUTHN-3] 6.1). */
final class AuthenticatorData {
  static final int USER_PRESENT = 0x01;
  static final int USER_VERIFIED = 0x04;
  private static final int ATTESTED = 0x40;
  private static final int EXTENSIONS = 0x80;

  private AuthenticatorData() {}

  static int flags(boolean present, boolean verified) {
    return (present ? USER_PRESENT : 0) | (verified ? USER_VERIFIED : 0);
  }

  /**
   * What a signature covers beside the client data.
   *
   * @param attested the new credential, as {@link #attested} writes it; empty for an assertion
   * @param extensions what the extensions say; left out when it is nothing
   */
  static byte[] encode(
      byte[] rpIdHash, int flags, long counter, Optional<byte[]> attested, CborMap extensions) {
    int all =
        flags | (attested.isPresent() ? ATTESTED : 0) | (extensions.isEmpty() ? 0 : EXTENSIONS);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(rpIdHash);
    out.write(all);
    out.writeBytes(counter(counter));
    attested.ifPresent(out::writeBytes);
    if (!extensions.isEmpty()) {
      out.writeBytes(extensions.encode());
    }
    return out.toByteArray();
  }

  static byte[] counter(long counter) {
    return ByteBuffer.allocate(Integer.BYTES).putInt((int) counter).array();
  }

  /** Attested credential data ([WEBAUTHN-3] 6.5.1). */
  static byte[] attested(UUID aaguid, byte[] id, CredentialKey key) {
    byte[] publicKey = key.publicKey().encode();
    return ByteBuffer.allocate(16 + 2 + id.length + publicKey.length)
        .put(bytes(aaguid))
        .putShort((short) id.length)
        .put(id)
        .put(publicKey)
        .array();
  }

  static byte[] bytes(UUID aaguid) {
    return ByteBuffer.allocate(16)
        .putLong(aaguid.getMostSignificantBits())
        .putLong(aaguid.getLeastSignificantBits())
        .array();
  }
}
