package dev.countersign.relyingparty.webauthn;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what browsers return: {@code PublicKeyCredential.toJSON()} ([WEBAUTHN-3] 5.1, 5.8.1). */
final class Responses {
  /** The longest response: statements with chains of certificates have a tenth of it. */
  static final int MAX_CHARACTERS = 1 << 16;

  private static final int MAX_SIGNATURE_BYTES = 1024;
  private static final String TYPE = "public-key";

  private Responses() {}

  /** What both kinds of response have. */
  @SuppressWarnings("ArrayRecordComponent") // within this package, and never changed
  record Registration(
      byte[] id,
      String type,
      ClientData clientData,
      AttestationObject attestation,
      List<String> transports,
      Optional<Boolean> discoverable) {}

  /** A sign-in. */
  @SuppressWarnings("ArrayRecordComponent")
  record Assertion(
      byte[] id,
      String type,
      ClientData clientData,
      AuthenticatorData data,
      byte[] signature,
      byte @Nullable [] userHandle) {}

  static Registration registration(String json) throws MalformedException {
    JsonObject credential = JsonObject.parse(json, MAX_CHARACTERS);
    JsonObject response = response(credential);
    Optional<Boolean> discoverable = Optional.empty();
    Optional<JsonObject> results = credential.optionalObject("clientExtensionResults");
    if (results.isPresent()) {
      Optional<JsonObject> properties = results.get().optionalObject("credProps");
      if (properties.isPresent()) {
        discoverable = properties.get().optionalBoolean("rk");
      }
    }
    return new Registration(
        id(credential),
        credential.text("type"),
        ClientData.parse(response.bytes("clientDataJSON")),
        AttestationObject.parse(response.bytes("attestationObject")),
        transports(response),
        discoverable);
  }

  static Assertion assertion(String json) throws MalformedException {
    JsonObject credential = JsonObject.parse(json, MAX_CHARACTERS);
    JsonObject response = response(credential);
    byte[] signature = response.bytes("signature");
    if (signature.length == 0 || signature.length > MAX_SIGNATURE_BYTES) {
      throw new MalformedException("the signature is too short or too long");
    }
    Optional<String> handle = response.optionalText("userHandle");
    byte[] userHandle = handle.isPresent() ? JsonObject.base64Url(handle.get()) : new byte[0];
    if (userHandle.length > UserKeys.HANDLE_BYTES) {
      throw new MalformedException("the user handle is too long");
    }
    return new Assertion(
        id(credential),
        credential.text("type"),
        ClientData.parse(response.bytes("clientDataJSON")),
        AuthenticatorData.parse(response.bytes("authenticatorData")),
        signature,
        userHandle.length == 0 ? null : userHandle);
  }

  /** Whether a response says that it is of the one type that there is. */
  static boolean isPublicKey(String type) {
    return type.equals(TYPE);
  }

  private static JsonObject response(JsonObject credential) throws MalformedException {
    return credential
        .optionalObject("response")
        .orElseThrow(() -> new MalformedException("there is no response"));
  }

  private static byte[] id(JsonObject credential) throws MalformedException {
    byte[] id = credential.bytes("id");
    Optional<String> raw = credential.optionalText("rawId");
    if (raw.isPresent() && !raw.get().equals(credential.text("id"))) {
      throw new MalformedException("the two identifiers differ");
    }
    if (id.length == 0 || id.length > StoredCredential.MAX_ID_BYTES) {
      throw new MalformedException("the identifier is too short or too long");
    }
    return id;
  }

  /** Those that are well-formed; what a browser adds some day is no reason to refuse it. */
  private static List<String> transports(JsonObject response) throws MalformedException {
    return response.list("transports", String.class).stream()
        .filter(
            each ->
                each.matches("[a-z-]{1,%d}".formatted(StoredCredential.MAX_TRANSPORT_CHARACTERS)))
        .distinct()
        .sorted()
        .limit(StoredCredential.MAX_TRANSPORTS)
        .toList();
  }
}
