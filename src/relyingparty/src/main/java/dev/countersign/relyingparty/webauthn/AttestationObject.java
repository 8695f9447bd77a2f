package dev.countersign.relyingparty.webauthn;

import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborDecoder;
import dev.countersign.wire.cbor.CborDecoder.Strictness;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;

/**
 * A new credential with a statement of its key ([WEBAUTHN-3] 6.5.4). This is the first, strict
 * pass: doubled members, what is nested deeper than statements are, what is cut off and what is
 * behind it are refused before the library reads it.
 *
 * @param bytes all of it
 * @param format of the statement
 * @param data what the key says
 */
@SuppressWarnings("ArrayRecordComponent") // within this package, and never changed
record AttestationObject(byte[] bytes, String format, AuthenticatorData data) {
  private static final int MAX_FORMAT_CHARACTERS = 32;

  /** As browsers make it when nobody asks for a statement ([WEBAUTHN-3] 5.1.3, step 22). */
  byte[] withoutStatement() {
    return Cbor.map()
        .put("fmt", AttestationFormat.NONE.identifier())
        .put("attStmt", Cbor.map().build())
        .put("authData", data.bytes())
        .build()
        .encode();
  }

  static AttestationObject parse(byte[] bytes) throws MalformedException {
    try {
      CborMap object = CborMap.map(CborDecoder.decode(bytes, Strictness.TOLERANT), "it");
      String format =
          object.text("fmt").orElseThrow(() -> new MalformedException("there is no format"));
      if (format.length() > MAX_FORMAT_CHARACTERS || object.map("attStmt").isEmpty()) {
        throw new MalformedException("there is no statement");
      }
      byte[] data =
          object
              .bytes("authData")
              .orElseThrow(() -> new MalformedException("there are no authenticator data"));
      AuthenticatorData read = AuthenticatorData.parse(data);
      if (read.attested() == null) {
        throw new MalformedException("there is no credential");
      }
      return new AttestationObject(bytes, format, read);
    } catch (CborException e) {
      throw new MalformedException(e.getMessage());
    }
  }
}
