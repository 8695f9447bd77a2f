package dev.countersign.fido.webauthn;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.countersign.device.Secret;
import dev.countersign.device.fido.Assertion;
import dev.countersign.device.fido.AssertionRequest.LargeBlob;
import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.MadeCredential;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** What {@code PublicKeyCredential.toJSON()} gives ([WEBAUTHN-3] 5.1.8). */
final class Responses {
  private static final JsonFactory JSON = new JsonFactory();

  private Responses() {}

  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  /** RegistrationResponseJSON. */
  static String registration(
      ClientData clientData, MadeCredential made, Attested attested, RegistrationOptions options) {
    Optional<byte[]> publicKey = attested.publicKey();
    return credential(
        made.id(),
        json -> {
          bytes(json, "clientDataJSON", clientData.bytes());
          bytes(json, "authenticatorData", attested.authenticatorData());
          json.writeArrayFieldStart("transports");
          for (String transport : made.transports().stream().distinct().sorted().toList()) {
            json.writeString(transport);
          }
          json.writeEndArray();
          if (publicKey.isPresent()) {
            bytes(json, "publicKey", publicKey.get());
          }
          json.writeNumberField("publicKeyAlgorithm", attested.algorithm());
          bytes(json, "attestationObject", attested.object());
        },
        json -> outputs(json, made, attested, options.extensions()));
  }

  private static void outputs(
      JsonGenerator json,
      MadeCredential made,
      Attested attested,
      RegistrationExtensions extensions)
      throws IOException {
    if (extensions.credProps()) {
      json.writeObjectFieldStart("credProps");
      json.writeBooleanField("rk", made.discoverable());
      json.writeEndObject();
    }
    if (extensions.prf()) {
      json.writeObjectFieldStart("prf");
      json.writeBooleanField("enabled", made.secrets());
      json.writeEndObject();
    }
    if (extensions.hmacCreateSecret()) {
      json.writeBooleanField("hmacCreateSecret", made.secrets());
    }
    if (extensions.largeBlob() != Wish.DISCOURAGED) {
      json.writeObjectFieldStart("largeBlob");
      json.writeBooleanField("supported", made.largeBlob());
      json.writeEndObject();
    }
    if (extensions.blob().isPresent()) {
      json.writeBooleanField("credBlob", attested.confirms("credBlob"));
    }
    if (extensions.appIdExclude().isPresent()) {
      json.writeBooleanField("appidExclude", true);
    }
  }

  /**
   * AuthenticationResponseJSON.
   *
   * @param appId whether the application identifier of U2F was used; empty when there is none
   */
  static String signIn(
      ClientData clientData,
      Assertion assertion,
      SignInExtensions extensions,
      Optional<Boolean> appId) {
    return credential(
        assertion.credential(),
        json -> {
          bytes(json, "clientDataJSON", clientData.bytes());
          bytes(json, "authenticatorData", assertion.authenticatorData());
          bytes(json, "signature", assertion.signature());
          if (assertion.user().isPresent()) {
            bytes(json, "userHandle", assertion.user().get().handle().bytes());
          }
        },
        json -> {
          if (appId.isPresent()) {
            json.writeBooleanField("appid", appId.get());
          }
          outputs(json, assertion.extras(), extensions);
        });
  }

  private static void outputs(
      JsonGenerator json, Assertion.Extras extras, SignInExtensions extensions)
      throws IOException {
    List<Secret> secrets = extras.secrets();
    if (extensions.prf().isPresent()) {
      json.writeObjectFieldStart("prf");
      secrets(json, "results", "first", "second", secrets);
      json.writeEndObject();
    } else {
      secrets(json, "hmacGetSecret", "output1", "output2", secrets);
    }
    if (extensions.largeBlob().isPresent()) {
      json.writeObjectFieldStart("largeBlob");
      if (extensions.largeBlob().get() instanceof LargeBlob.Write) {
        json.writeBooleanField("written", extras.largeBlobWritten());
      } else if (extras.largeBlob().isPresent()) {
        bytes(json, "blob", extras.largeBlob().get());
      }
      json.writeEndObject();
    }
    if (extensions.blob() && extras.blob().isPresent()) {
      bytes(json, "getCredBlob", extras.blob().get());
    }
  }

  private static void secrets(
      JsonGenerator json, String name, String first, String second, List<Secret> secrets)
      throws IOException {
    if (secrets.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart(name);
    for (int i = 0; i < secrets.size(); i++) {
      byte[] secret = secrets.get(i).bytes();
      bytes(json, i == 0 ? first : second, secret);
      Arrays.fill(secret, (byte) 0);
    }
    json.writeEndObject();
  }

  private static String credential(Identifier id, Members response, Members outputs) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("id", id.toString());
      json.writeStringField("rawId", id.toString());
      json.writeObjectFieldStart("response");
      response.write(json);
      json.writeEndObject();
      json.writeStringField("authenticatorAttachment", "cross-platform");
      json.writeObjectFieldStart("clientExtensionResults");
      outputs.write(json);
      json.writeEndObject();
      json.writeStringField("type", Terms.PUBLIC_KEY);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a text has room
    }
    return text.toString();
  }

  private static void bytes(JsonGenerator json, String name, byte[] value) throws IOException {
    json.writeStringField(name, Base64.getUrlEncoder().withoutPadding().encodeToString(value));
  }
}
