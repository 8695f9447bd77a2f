package dev.countersign.relyingparty.webauthn;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the browser says that it did ([WEBAUTHN-3] 5.8.1), which the key signed.
 *
 * @param json the bytes that were signed
 * @param type what was done
 * @param challenge the challenge that it had
 * @param origin the page
 * @param crossOrigin whether that stood in a page of somebody else
 * @param topOrigin the outermost page, where it is told
 */
@SuppressWarnings("ArrayRecordComponent") // within this package, and never changed
record ClientData(
    byte[] json,
    String type,
    byte[] challenge,
    String origin,
    boolean crossOrigin,
    Optional<String> topOrigin) {
  static final String CREATE = "webauthn.create";
  static final String GET = "webauthn.get";
  private static final int MAX_BYTES = 8192;
  private static final int MAX_CHALLENGE_BYTES = 256;

  static ClientData parse(byte[] json) throws MalformedException {
    if (json.length > MAX_BYTES) {
      throw new MalformedException("the client data are too long");
    }
    JsonObject object = JsonObject.parse(utf8(json), Responses.MAX_CHARACTERS);
    byte[] challenge = object.bytes("challenge");
    if (challenge.length > MAX_CHALLENGE_BYTES) {
      throw new MalformedException("the challenge is too long");
    }
    return new ClientData(
        json,
        object.text("type"),
        challenge,
        object.text("origin"),
        object.optionalBoolean("crossOrigin").orElse(false),
        object.optionalText("topOrigin"));
  }

  private static String utf8(byte[] bytes) throws MalformedException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException("the client data are not UTF-8");
    }
  }
}
