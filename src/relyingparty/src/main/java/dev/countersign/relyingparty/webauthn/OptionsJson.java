package dev.countersign.relyingparty.webauthn;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Options as {@code PublicKeyCredential.parseCreationOptionsFromJSON} and {@code
 * parseRequestOptionsFromJSON} read them ([WEBAUTHN-3] 5.1.9, 5.1.10).
 */
final class OptionsJson {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final String TYPE = "public-key";

  private OptionsJson() {}

  static String creation(
      Policy policy,
      byte[] challenge,
      String user,
      String displayName,
      byte[] handle,
      List<StoredCredential> known) {
    return written(
        json -> {
          json.writeObjectFieldStart("rp");
          json.writeStringField("id", policy.rpId());
          json.writeStringField("name", policy.rpName());
          json.writeEndObject();
          json.writeObjectFieldStart("user");
          json.writeStringField("id", base64Url(handle));
          json.writeStringField("name", user);
          json.writeStringField("displayName", displayName);
          json.writeEndObject();
          json.writeStringField("challenge", base64Url(challenge));
          json.writeArrayFieldStart("pubKeyCredParams");
          for (Algorithm algorithm : policy.algorithms()) {
            json.writeStartObject();
            json.writeStringField("type", TYPE);
            json.writeNumberField("alg", algorithm.number());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeNumberField("timeout", policy.challengeLife().toMillis());
          descriptors(json, "excludeCredentials", known);
          json.writeObjectFieldStart("authenticatorSelection");
          json.writeStringField("residentKey", lower(policy.discoverable()));
          json.writeBooleanField("requireResidentKey", policy.discoverable() == Wish.REQUIRED);
          json.writeStringField("userVerification", lower(policy.userVerification()));
          json.writeEndObject();
          json.writeStringField("attestation", policy.attestation().preference().getValue());
          json.writeObjectFieldStart("extensions");
          json.writeBooleanField("credProps", true);
          json.writeEndObject();
        });
  }

  static String request(Policy policy, byte[] challenge, List<StoredCredential> known) {
    return written(
        json -> {
          json.writeStringField("challenge", base64Url(challenge));
          json.writeNumberField("timeout", policy.challengeLife().toMillis());
          json.writeStringField("rpId", policy.rpId());
          descriptors(json, "allowCredentials", known);
          json.writeStringField("userVerification", lower(policy.userVerification()));
        });
  }

  private static void descriptors(JsonGenerator json, String name, List<StoredCredential> known)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (StoredCredential credential : known) {
      json.writeStartObject();
      json.writeStringField("type", TYPE);
      json.writeStringField("id", base64Url(credential.id().value()));
      if (!credential.transports().isEmpty()) {
        json.writeArrayFieldStart("transports");
        for (String transport : credential.transports()) {
          json.writeString(transport);
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  private static String written(Members members) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static String lower(Wish wish) {
    return wish.name().toLowerCase(Locale.ROOT);
  }

  private static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
