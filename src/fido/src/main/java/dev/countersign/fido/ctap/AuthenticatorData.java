package dev.countersign.fido.ctap;

import dev.countersign.device.fido.Identifier;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborDecoder;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** What a key signs about itself ([WEBAUTHN-3] 6.1). Read to the last byte. */
final class AuthenticatorData {
  static final int PRESENT = 0x01;
  static final int VERIFIED = 0x04;
  private static final int ATTESTED = 0x40;
  private static final int EXTENSIONS = 0x80;
  private static final int HASH_BYTES = 32;
  private static final int HEADER_BYTES = HASH_BYTES + 1 + 4;
  private static final int AAGUID_BYTES = 16;

  private final byte[] bytes;
  private final byte[] relyingPartyHash;
  private final int flags;
  private final Optional<Attested> attested;
  private final CborMap extensions;

  /** A new credential. */
  record Attested(Identifier credential, CborMap publicKey) {}

  private AuthenticatorData(byte[] bytes) throws CborException {
    this.bytes = bytes;
    if (bytes.length < HEADER_BYTES) {
      throw wrong("authenticator data end too early");
    }
    relyingPartyHash = Arrays.copyOf(bytes, HASH_BYTES);
    flags = bytes[HASH_BYTES] & 0xFF;
    int position = HEADER_BYTES;
    if (has(ATTESTED)) {
      int idEnd = identifierEnd(position);
      Identifier id = Identifier.of(Arrays.copyOfRange(bytes, position + AAGUID_BYTES + 2, idEnd));
      CborDecoder.Found key = found(idEnd);
      attested = Optional.of(new Attested(id, CborMap.map(key.item(), "the public key")));
      position = key.end();
    } else {
      attested = Optional.empty();
    }
    if (has(EXTENSIONS)) {
      CborDecoder.Found found = found(position);
      extensions = CborMap.map(found.item(), "extensions");
      position = found.end();
    } else {
      extensions = Cbor.map().build();
    }
    if (position != bytes.length) {
      throw wrong("there are bytes behind authenticator data");
    }
  }

  /**
   * Reads authenticator data.
   *
   * @throws CborException when they end too early, or something is behind them
   */
  static AuthenticatorData read(byte[] bytes) throws CborException {
    return new AuthenticatorData(bytes.clone());
  }

  private int identifierEnd(int start) throws CborException {
    int idStart = start + AAGUID_BYTES + 2;
    if (bytes.length < idStart) {
      throw wrong("authenticator data end too early");
    }
    int length = ByteBuffer.wrap(bytes).getShort(start + AAGUID_BYTES) & 0xFFFF;
    if (length == 0 || length > Identifier.MAX_BYTES || length > bytes.length - idStart) {
      throw wrong("a credential identifier has no such length");
    }
    return idStart + length;
  }

  private CborDecoder.Found found(int position) throws CborException {
    return CborDecoder.decodeAt(bytes, position, CborDecoder.Strictness.TOLERANT);
  }

  private static CborException wrong(String what) {
    return new CborException(CborException.Kind.LENGTH, what);
  }

  byte[] bytes() {
    return bytes.clone();
  }

  boolean isFor(byte[] hash) {
    return Arrays.equals(relyingPartyHash, hash);
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  Optional<Attested> attested() {
    return attested;
  }

  /** What extensions answered; none when there are none. */
  CborMap extensions() {
    return extensions;
  }
}
