package dev.countersign.fido.webauthn;

import dev.countersign.device.fido.MadeCredential;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborDecoder;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.util.Arrays;
import java.util.Optional;

/** What a key attests of a new credential ([WEBAUTHN-3] 6.5.4), taken apart. */
final class Attested {
  private static final int HASH_BYTES = 32;
  private static final int AAGUID = 37;
  private static final int ID_LENGTH = AAGUID + 16;
  private static final int ID = ID_LENGTH + 2;
  private static final int FLAGS = 32;
  private static final int HAS_CREDENTIAL = 0x40;
  private static final int HAS_EXTENSIONS = 0x80;

  private final CborMap object;
  private final byte[] authenticatorData;
  private final CborMap publicKey;
  private final CborMap extensions;

  private Attested(
      CborMap object, byte[] authenticatorData, CborMap publicKey, CborMap extensions) {
    this.object = object;
    this.authenticatorData = authenticatorData;
    this.publicKey = publicKey;
    this.extensions = extensions;
  }

  /**
   * Takes it apart.
   *
   * @param rpId for whom the credential was to be
   * @throws WebAuthnException when it is for something else than was asked for
   */
  static Attested read(MadeCredential made, String rpId) {
    try {
      CborMap object = map(made.attestationObject(), "the attestation");
      byte[] data =
          object.bytes("authData").orElseThrow(() -> wrong("it has no authenticator data"));
      requireFor(rpId, data);
      if (data.length < ID || (data[FLAGS] & HAS_CREDENTIAL) == 0) {
        throw wrong("there is no credential in it");
      }
      int end = ID + ((data[ID_LENGTH] & 0xFF) << 8 | data[ID_LENGTH + 1] & 0xFF);
      if (end > data.length
          || !Arrays.equals(Arrays.copyOfRange(data, ID, end), made.id().bytes())) {
        throw wrong("there is another credential in it");
      }
      CborDecoder.Found key = CborDecoder.decodeAt(data, end, CborDecoder.Strictness.TOLERANT);
      CborMap extensions = Cbor.map().build();
      if ((data[FLAGS] & HAS_EXTENSIONS) != 0) {
        extensions = map(Arrays.copyOfRange(data, key.end(), data.length), "the extensions");
      } else if (key.end() != data.length) {
        throw wrong("there is something behind the public key");
      }
      return new Attested(object, data, CborMap.map(key.item(), "the public key"), extensions);
    } catch (CborException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private static CborMap map(byte[] encoded, String what) throws CborException {
    return CborMap.map(CborDecoder.decode(encoded, CborDecoder.Strictness.TOLERANT), what);
  }

  /** Checks that authenticator data are for a relying party, whatever its identifier is. */
  static void requireFor(String rpId, byte[] authenticatorData) {
    byte[] hash = ClientData.sha256(rpId.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    if (authenticatorData.length < AAGUID
        || !Arrays.equals(Arrays.copyOf(authenticatorData, HASH_BYTES), hash)) {
      throw wrong("it is for another relying party");
    }
  }

  private static WebAuthnException wrong(String message) {
    return WebAuthnException.badAnswer(message);
  }

  /**
   * The same without what tells which make of key it is ([WEBAUTHN-3] 5.1.3, conveyance "none"):
   * unless the credential attests itself, which tells nothing.
   */
  Attested withoutMake() {
    try {
      boolean anonymous = isZero(AAGUID, ID_LENGTH);
      boolean itself =
          anonymous
              && object.text("fmt").orElse("").equals("packed")
              && object.map("attStmt").flatMap(statement -> statement.get("x5c")).isEmpty();
      if (itself) {
        return this;
      }
    } catch (CborException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    byte[] data = authenticatorData.clone();
    Arrays.fill(data, AAGUID, ID_LENGTH, (byte) 0);
    CborMap none =
        Cbor.map()
            .put("fmt", "none")
            .put("attStmt", Cbor.map().build())
            .put("authData", data)
            .build();
    return new Attested(none, data, publicKey, extensions);
  }

  private boolean isZero(int from, int to) {
    for (int i = from; i < to; i++) {
      if (authenticatorData[i] != 0) {
        return false;
      }
    }
    return true;
  }

  byte[] object() {
    return object.encode();
  }

  byte[] authenticatorData() {
    return authenticatorData.clone();
  }

  /** The number of the algorithm of the public key. */
  long algorithm() {
    try {
      return CoseKeys.algorithm(publicKey);
    } catch (CborException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  /** The public key in DER; empty when its algorithm is not known here. */
  Optional<byte[]> publicKey() {
    try {
      return CoseKeys.subjectPublicKeyInfo(publicKey);
    } catch (CborException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  /** Whether the key says true to an extension. */
  boolean confirms(String extension) {
    return extensions.get(extension).filter(Cbor.bool(true)::equals).isPresent();
  }
}
