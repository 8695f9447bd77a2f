package dev.countersign.relyingparty.webauthn;

import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborMap;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/**
 * The parts of a response, to be changed one by one before they are signed, so that nothing is
 * wrong with it but what was changed.
 */
final class Parts {
  SoftKey key;
  String type;
  byte[] challenge;
  String origin;
  boolean crossOrigin;
  String rpId;
  int flags;
  long counter;
  String format = "packed";
  byte[] id;
  byte[] userHandle;
  SoftKey attester;
  List<X509Certificate> chain = List.of();
  boolean spoilt;

  Parts(SoftKey key, String type, byte[] challenge, String origin, String rpId) {
    this.key = key;
    this.type = type;
    this.challenge = challenge;
    this.origin = origin;
    this.rpId = rpId;
    this.id = key.id;
    this.attester = key;
    this.userHandle = key.userHandle;
    this.flags = SoftKey.UP | SoftKey.UV | (type.endsWith("create") ? SoftKey.AT : 0);
  }

  static Parts creation(SoftKey key, String options, String origin) {
    JsonObject json = parse(options);
    key.userHandle = bytes(member(json, "user"), "id");
    String rpId = text(member(json, "rp"), "id");
    return new Parts(key, ClientData.CREATE, bytes(json, "challenge"), origin, rpId);
  }

  static Parts request(SoftKey key, String options, String origin) {
    JsonObject json = parse(options);
    Parts parts =
        new Parts(key, ClientData.GET, bytes(json, "challenge"), origin, text(json, "rpId"));
    parts.counter = ++key.counter;
    return parts;
  }

  private byte[] clientData() {
    return "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":%s}"
        .formatted(type, base64Url(challenge), origin, crossOrigin)
        .getBytes(StandardCharsets.UTF_8);
  }

  String registration() {
    byte[] client = clientData();
    byte[] data = SoftKey.attested(rpId, flags, counter, key.aaguid, key.id, key.cose().encode());
    CborMap.Builder statement = Cbor.map();
    if (!format.equals("none")) {
      byte[] hash = Fingerprint.sha256(client);
      boolean u2f = format.equals("fido-u2f");
      byte[] signature = u2f ? signedAsU2f(hash) : attester.sign(data, hash);
      signature[signature.length - 1] ^= (byte) (spoilt ? 1 : 0);
      statement.put("sig", signature);
      if (!u2f) {
        statement.put("alg", attester.algorithm.number());
      }
      if (!chain.isEmpty()) {
        statement.put("x5c", new Cbor.Array(chain.stream().map(Parts::der).toList()));
      }
    }
    byte[] object =
        Cbor.map()
            .put("fmt", format)
            .put("attStmt", statement.build())
            .put("authData", data)
            .build()
            .encode();
    return json(
        "\"clientDataJSON\":\"%s\",\"attestationObject\":\"%s\",\"transports\":[\"usb\",\"nfc\"]"
            .formatted(base64Url(client), base64Url(object)));
  }

  /** [WEBAUTHN-3] 8.6: nothing of the make is in it. */
  private byte[] signedAsU2f(byte[] clientDataHash) {
    byte[] rpIdHash = Fingerprint.sha256(rpId.getBytes(StandardCharsets.UTF_8));
    return attester.sign(new byte[1], rpIdHash, clientDataHash, key.id, Makers.pointOf(key));
  }

  String assertion() {
    byte[] client = clientData();
    byte[] data = SoftKey.data(rpId, flags, counter);
    byte[] signature = key.sign(data, Fingerprint.sha256(client));
    signature[signature.length - 1] ^= (byte) (spoilt ? 1 : 0);
    String handle =
        userHandle.length == 0 ? "" : ",\"userHandle\":\"%s\"".formatted(base64Url(userHandle));
    return json(
        "\"clientDataJSON\":\"%s\",\"authenticatorData\":\"%s\",\"signature\":\"%s\"%s"
            .formatted(base64Url(client), base64Url(data), base64Url(signature), handle));
  }

  private String json(String response) {
    return "{\"id\":\"%s\",\"rawId\":\"%s\",\"type\":\"public-key\",\"response\":{%s},\"authenticatorAttachment\":\"cross-platform\",\"clientExtensionResults\":{}}"
        .formatted(base64Url(id), base64Url(id), response);
  }

  private static Cbor der(X509Certificate certificate) {
    try {
      return new Cbor.Bytes(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new AssertionError(e);
    }
  }

  static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static JsonObject parse(String json) {
    try {
      return JsonObject.parse(json, Responses.MAX_CHARACTERS);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  static JsonObject member(JsonObject json, String name) {
    try {
      return json.optionalObject(name).orElseThrow();
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  static String text(JsonObject json, String name) {
    try {
      return json.text(name);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] bytes(JsonObject json, String name) {
    try {
      return json.bytes(name);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }
}
