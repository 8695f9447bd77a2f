package dev.countersign.relyingparty.webauthn;

import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborDecoder;
import dev.countersign.wire.cbor.CborDecoder.Found;
import dev.countersign.wire.cbor.CborDecoder.Strictness;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a key says of itself and of a credential ([WEBAUTHN-3] 6.1).
 *
 * @param bytes all of it
 * @param flags a byte
 * @param signCount 0 to 2^32 - 1
 * @param attested the credential; only in a registration
 */
@SuppressWarnings("ArrayRecordComponent") // within this package, and never changed
record AuthenticatorData(byte[] bytes, int flags, long signCount, @Nullable Attested attested) {
  private static final int RP_ID_HASH_BYTES = 32;
  private static final int MIN_BYTES = RP_ID_HASH_BYTES + 1 + 4;
  private static final int MAX_BYTES = 8192;
  private static final int USER_PRESENT = 0x01;
  private static final int USER_VERIFIED = 0x04;
  private static final int BACKUP_ELIGIBLE = 0x08;
  private static final int BACKED_UP = 0x10;
  private static final int ATTESTED = 0x40;
  private static final int EXTENSIONS = 0x80;

  /**
   * A new credential.
   *
   * @param aaguid the make of the key
   * @param id the credential
   * @param publicKey the bytes of its public key
   * @param key the same, read
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Attested(byte[] aaguid, byte[] id, byte[] publicKey, CborMap key) {}

  static AuthenticatorData parse(byte[] bytes) throws MalformedException {
    if (bytes.length < MIN_BYTES || bytes.length > MAX_BYTES) {
      throw new MalformedException("the authenticator data are too short or too long");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    in.position(RP_ID_HASH_BYTES);
    int flags = in.get() & 0xFF;
    long signCount = in.getInt() & StoredCredential.MAX_COUNT;
    Attested attested = null;
    try {
      if ((flags & ATTESTED) != 0) {
        attested = attested(bytes, in);
      }
      if ((flags & EXTENSIONS) != 0) {
        Found extensions = CborDecoder.decodeAt(bytes, in.position(), Strictness.TOLERANT);
        CborMap.map(extensions.item(), "extensions");
        in.position(extensions.end());
      }
    } catch (CborException e) {
      throw new MalformedException("it is no CBOR of a key");
    }
    if (in.hasRemaining()) {
      throw new MalformedException("there are bytes behind the authenticator data");
    }
    return new AuthenticatorData(bytes, flags, signCount, attested);
  }

  private static Attested attested(byte[] bytes, ByteBuffer in)
      throws CborException, MalformedException {
    byte[] aaguid = take(in, StoredCredential.AAGUID_BYTES);
    int length = in.remaining() < 2 ? 0 : in.getShort() & 0xFFFF;
    if (length == 0 || length > StoredCredential.MAX_ID_BYTES) {
      throw new MalformedException("the identifier is too short or too long");
    }
    byte[] id = take(in, length);
    int start = in.position();
    Found key = CborDecoder.decodeAt(bytes, start, Strictness.TOLERANT);
    in.position(key.end());
    byte[] publicKey = Arrays.copyOfRange(bytes, start, key.end());
    if (publicKey.length > StoredCredential.MAX_PUBLIC_KEY_BYTES) {
      throw new MalformedException("the public key is too long");
    }
    return new Attested(aaguid, id, publicKey, CborMap.map(key.item(), "the public key"));
  }

  private static byte[] take(ByteBuffer in, int length) throws MalformedException {
    if (in.remaining() < length) {
      throw new MalformedException("the authenticator data end too early");
    }
    byte[] taken = new byte[length];
    in.get(taken);
    return taken;
  }

  /** Whether it is for the relying party whose identifier has this SHA-256. */
  boolean isFor(byte[] rpIdHash) {
    return Arrays.equals(bytes, 0, RP_ID_HASH_BYTES, rpIdHash, 0, rpIdHash.length);
  }

  boolean userPresent() {
    return (flags & USER_PRESENT) != 0;
  }

  boolean userVerified() {
    return (flags & USER_VERIFIED) != 0;
  }

  boolean backupEligible() {
    return (flags & BACKUP_ELIGIBLE) != 0;
  }

  boolean backedUp() {
    return (flags & BACKED_UP) != 0;
  }

  /** A credential that may not be copied was not copied ([WEBAUTHN-3] 6.1.3). */
  boolean consistent() {
    return backupEligible() || !backedUp();
  }

  Cbor.Bytes aaguid() {
    return new Cbor.Bytes(
        attested == null ? new byte[StoredCredential.AAGUID_BYTES] : attested.aaguid());
  }
}
