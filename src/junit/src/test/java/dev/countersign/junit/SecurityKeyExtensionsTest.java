package dev.countersign.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.StoredCredentials;
import dev.countersign.fido.webauthn.WebAuthnException;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Extensions all the way down to the simulated key, and back as a page would see them. */
@SimulatedSecurityKey(pin = "4711")
class SecurityKeyExtensionsTest {
  private static final String ORIGIN = "https://login.example.org";

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }

  private static JsonNode register(VirtualSecurityKey key, int user, String extensions)
      throws Exception {
    return json(
        key.register(
            """
            {"rp":{"id":"example.org","name":"Example"},
             "user":{"id":"%s","name":"user%d","displayName":"User"},
             "challenge":"AAECAwQFBgcICQoLDA0ODw",
             "pubKeyCredParams":[{"type":"public-key","alg":-7}],
             "authenticatorSelection":{"residentKey":"required"},
             "extensions":{%s}}
            """
                .formatted(
                    Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(new byte[] {(byte) user}),
                    user,
                    extensions),
            ORIGIN));
  }

  private static JsonNode signIn(VirtualSecurityKey key, String id, String more) throws Exception {
    return json(
        key.signIn(
            """
            {"challenge":"AAECAwQFBgcICQoLDA0ODw","rpId":"example.org",
             "allowCredentials":[{"type":"public-key","id":"%s"}],%s}
            """
                .formatted(id, more),
            ORIGIN));
  }

  @Test
  void secretsStayTheSameAndBelongToCredentialAndInput(VirtualSecurityKey key) throws Exception {
    JsonNode made = register(key, 1, "\"prf\":{}");
    assertThat(made.at("/clientExtensionResults/prf/enabled").asBoolean()).isTrue();
    String id = made.get("id").asText();
    String asked = "\"extensions\":{\"prf\":{\"eval\":{\"first\":\"AQ\",\"second\":\"Ag\"}}}";
    JsonNode once = signIn(key, id, asked).at("/clientExtensionResults/prf/results");
    JsonNode again =
        signIn(key, id, "\"userVerification\":\"discouraged\"," + asked)
            .at("/clientExtensionResults/prf/results");
    assertThat(Base64.getUrlDecoder().decode(once.get("first").asText())).hasSize(32);
    assertThat(again).isEqualTo(once);
    assertThat(once.get("first")).isNotEqualTo(once.get("second"));
    String other = register(key, 2, "\"prf\":{}").get("id").asText();
    assertThat(signIn(key, other, asked).at("/clientExtensionResults/prf/results/first"))
        .isNotEqualTo(once.get("first"));
  }

  @Test
  void secretsByCredentialAreFoundAmongSeveral(VirtualSecurityKey key) throws Exception {
    String id = register(key, 1, "\"prf\":{}").get("id").asText();
    JsonNode results =
        json(key.signIn(
                """
                {"challenge":"AAECAwQFBgcICQoLDA0ODw","rpId":"example.org",
                 "allowCredentials":[{"type":"public-key","id":"BwgJ"},
                   {"type":"public-key","id":"%s"}],
                 "extensions":{"prf":{"evalByCredential":{"%s":{"first":"Aw"}}}}}
                """
                    .formatted(id, id),
                ORIGIN))
            .at("/clientExtensionResults/prf/results");
    JsonNode direct =
        signIn(key, id, "\"extensions\":{\"prf\":{\"eval\":{\"first\":\"Aw\"}}}")
            .at("/clientExtensionResults/prf/results");
    assertThat(results.get("first").asText()).isNotEmpty();
    assertThat(results).isEqualTo(direct);
  }

  @Test
  void credentialThatWantsThePersonVerifiedIsFoundByItsSaltsToo(VirtualSecurityKey key)
      throws Exception {
    String id =
        register(
                key,
                1,
                "\"prf\":{},\"credentialProtectionPolicy\":\"userVerificationRequired\","
                    + "\"enforceCredentialProtectionPolicy\":true")
            .get("id")
            .asText();
    JsonNode results =
        json(key.signIn(
                """
                {"challenge":"AAECAwQFBgcICQoLDA0ODw","rpId":"example.org",
                 "allowCredentials":[{"type":"public-key","id":"BwgJ"},
                   {"type":"public-key","id":"%s"}],
                 "extensions":{"prf":{"evalByCredential":{"%s":{"first":"Aw"}}}}}
                """
                    .formatted(id, id),
                ORIGIN))
            .at("/clientExtensionResults/prf/results");
    assertThat(results.get("first").asText()).isNotEmpty();
  }

  @Test
  void largeBlobIsWrittenAndRead(VirtualSecurityKey key) throws Exception {
    JsonNode made = register(key, 1, "\"largeBlob\":{\"support\":\"required\"}");
    assertThat(made.at("/clientExtensionResults/largeBlob/supported").asBoolean()).isTrue();
    String id = made.get("id").asText();
    JsonNode empty = signIn(key, id, "\"extensions\":{\"largeBlob\":{\"read\":true}}");
    assertThat(empty.at("/clientExtensionResults/largeBlob/blob").isMissingNode()).isTrue();
    JsonNode written = signIn(key, id, "\"extensions\":{\"largeBlob\":{\"write\":\"AQIDBA\"}}");
    assertThat(written.at("/clientExtensionResults/largeBlob/written").asBoolean()).isTrue();
    JsonNode read = signIn(key, id, "\"extensions\":{\"largeBlob\":{\"read\":true}}");
    assertThat(read.at("/clientExtensionResults/largeBlob/blob").asText()).isEqualTo("AQIDBA");
  }

  @Test
  void fewBytesAreKeptWithTheCredential(VirtualSecurityKey key) throws Exception {
    JsonNode made = register(key, 1, "\"credBlob\":\"AQID\",\"credProps\":true");
    assertThat(made.at("/clientExtensionResults/credBlob").asBoolean()).isTrue();
    assertThat(made.at("/clientExtensionResults/credProps/rk").asBoolean()).isTrue();
    String id = made.get("id").asText();
    assertThat(
            signIn(key, id, "\"extensions\":{\"getCredBlob\":true}")
                .at("/clientExtensionResults/getCredBlob")
                .asText())
        .isEqualTo("AQID");
    String tooLong = "A".repeat(44);
    assertThat(
            register(key, 2, "\"credBlob\":\"" + tooLong + "\"")
                .at("/clientExtensionResults/credBlob")
                .asBoolean())
        .isFalse();
  }

  @Test
  void credentialThatWasDeletedDoesNotSignIn(VirtualSecurityKey key) throws Exception {
    String id = register(key, 1, "").get("id").asText();
    StoredCredentials stored = key.token().require(StoredCredentials.class);
    assertThat(stored.list()).hasSize(1);
    stored.delete(stored.list().get(0).id());
    assertThatThrownBy(() -> signIn(key, id, "\"timeout\":60000"))
        .isInstanceOf(WebAuthnException.class)
        .hasCauseInstanceOf(TokenException.NoKey.class);
  }
}
