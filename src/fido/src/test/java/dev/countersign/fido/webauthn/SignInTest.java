package dev.countersign.fido.webauthn;

import static dev.countersign.fido.webauthn.Options.ORIGIN;
import static dev.countersign.fido.webauthn.Options.assertFails;
import static dev.countersign.fido.webauthn.Options.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.fido.AssertionRequest;
import dev.countersign.device.fido.AssertionRequest.LargeBlob;
import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.SecretSalt;
import dev.countersign.device.fido.Verification;
import dev.countersign.fido.webauthn.WebAuthnException.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignInTest {
  private static final Identifier OTHER = Identifier.of(new byte[] {7, 8});
  private static final String ALLOW_ONE =
      "\"allowCredentials\":[{\"type\":\"public-key\",\"id\":\"AQID\"}]";
  private static final String ALLOW_TWO =
      "\"allowCredentials\":[{\"type\":\"public-key\",\"id\":\"Bwg\"},"
          + "{\"type\":\"public-key\",\"id\":\"AQID\"}]";
  private static final String SALT = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  private final FakeKey key = new FakeKey();
  private final WebAuthnClient client = WebAuthnClient.of(key);

  @BeforeEach
  void holdsOne() {
    key.holds.put(FakeKey.ID, "example.org");
  }

  private JsonObject signIn(String more) {
    return JsonObject.options(client.signIn(request(more), ORIGIN));
  }

  private JsonObject results(String more) {
    return signIn(more).requiredObject("clientExtensionResults");
  }

  private AssertionRequest last() {
    return key.proved.get(key.proved.size() - 1);
  }

  @Test
  void responseHasWhatBrowsersPost() {
    JsonObject posted = signIn(ALLOW_ONE);
    assertThat(posted.requiredText("id")).isEqualTo("AQID");
    JsonObject response = posted.requiredObject("response");
    assertThat(response.members().keySet())
        .containsExactlyInAnyOrder(
            "clientDataJSON", "authenticatorData", "signature", "userHandle");
    assertThat(response.requiredBytes("signature")).containsExactly(4, 5, 6);
    assertThat(response.requiredBytes("userHandle")).containsExactly(1);
    assertThat(new String(response.requiredBytes("clientDataJSON"), UTF_8))
        .contains("\"webauthn.get\"");
    assertThat(posted.requiredObject("clientExtensionResults").members()).isEmpty();
    assertThat(last().clientDataHash().bytes())
        .isEqualTo(ClientData.sha256(response.requiredBytes("clientDataJSON")));
    assertThat(key.ceremonies.get(0).purpose()).isEqualTo("sign in to example.org");
  }

  @Test
  void personChoosesAmongAccounts() {
    key.holds.put(OTHER, "example.org");
    WebAuthnClient choosing =
        client.choosingWith(
            (relyingParty, accounts) -> {
              assertThat(relyingParty).isEqualTo("example.org");
              return Optional.of(accounts.get(1));
            });
    JsonObject posted = JsonObject.options(choosing.signIn(request(""), ORIGIN));
    assertThat(posted.requiredText("id")).isEqualTo("Bwg");
  }

  @Test
  void nobodySignsInWhereNobodyChoosesOrSomebodyElseIsChosen() {
    key.holds.put(OTHER, "example.org");
    assertFails(() -> signIn(""), Kind.NOT_ALLOWED);
    WebAuthnClient wrong =
        client.choosingWith(
            (relyingParty, accounts) ->
                Optional.of(
                    new AccountChooser.Account(Identifier.of(new byte[] {99}), Optional.empty())));
    assertFails(() -> wrong.signIn(request(""), ORIGIN), Kind.NOT_ALLOWED);
  }

  @Test
  void keyOfSomebodyElseIsNotAllowed() {
    key.holds.clear();
    assertFails(() -> signIn(ALLOW_ONE), Kind.NOT_ALLOWED);
  }

  @Test
  void keyIsNotAskedForAPageThatMustNot() {
    assertFails(() -> client.signIn(request(""), "https://example.com"), Kind.SECURITY);
    assertThat(key.proved).isEmpty();
  }

  @Test
  void personWhoMustBeVerifiedNeedsAKeyThatCan() {
    key.options = Map.of("rk", true);
    assertFails(() -> signIn("\"userVerification\":\"required\""), Kind.CONSTRAINT);
    signIn("\"userVerification\":\"discouraged\"");
    assertThat(last().verification()).isEqualTo(Verification.DISCOURAGED);
  }

  @Test
  void answerForAnotherPartyIsRefused() {
    key.tamper =
        data -> {
          data[3] ^= 1;
          return data;
        };
    assertFails(() -> signIn(ALLOW_ONE), Kind.UNKNOWN);
  }

  @Test
  void secretsAreDerivedForAVerifiedPersonAndWiped() {
    JsonObject prf =
        results(
                "\"userVerification\":\"discouraged\",\"extensions\":{\"prf\":{\"eval\":"
                    + "{\"first\":\"AQ\",\"second\":\"Ag\"}}}")
            .requiredObject("prf")
            .requiredObject("results");
    assertThat(last().verification()).isEqualTo(Verification.REQUIRED);
    assertThat(prf.requiredBytes("first")).isEqualTo(SecretSalt.ofPrfInput(new byte[] {1}).bytes());
    assertThat(prf.requiredBytes("second"))
        .isEqualTo(SecretSalt.ofPrfInput(new byte[] {2}).bytes());
    assertThat(key.secrets).hasSize(2);
    key.secrets.forEach(
        secret -> assertThatThrownBy(secret::bytes).isInstanceOf(IllegalStateException.class));
  }

  @Test
  void secretsByCredentialAreThoseOfTheOneThatTheKeyHolds() {
    String options =
        ALLOW_TWO
            + ",\"extensions\":{\"prf\":{\"eval\":{\"first\":\"AQ\"},\"evalByCredential\":{"
            + "\"Bwg\":{\"first\":\"Ag\"},\"AQID\":{\"first\":\"Aw\"}}}}";
    JsonObject results = results(options).requiredObject("prf").requiredObject("results");
    assertThat(results.requiredBytes("first"))
        .isEqualTo(SecretSalt.ofPrfInput(new byte[] {3}).bytes());
    assertThat(key.proved).hasSize(2);
    assertThat(key.proved.get(0).touch()).isFalse();
    assertThat(last().allow()).containsExactly(FakeKey.ID);
  }

  @Test
  void keyThatTellsNothingBeforeIsAskedTwice() {
    key.tellsBeforeVerification = false;
    String options =
        ALLOW_TWO
            + ",\"extensions\":{\"prf\":{\"evalByCredential\":{\"AQID\":{\"first\":\"Aw\"}}}}";
    JsonObject results = results(options).requiredObject("prf").requiredObject("results");
    assertThat(results.requiredBytes("first"))
        .isEqualTo(SecretSalt.ofPrfInput(new byte[] {3}).bytes());
    assertThat(key.proved).hasSize(3);
    assertThat(key.proved.get(1).verification()).isEqualTo(Verification.REQUIRED);
  }

  @Test
  void keyThatDerivesNoSecretsSignsInWithoutThem() {
    key.extensions = Set.of();
    JsonObject prf =
        results("\"extensions\":{\"prf\":{\"eval\":{\"first\":\"AQ\"}}}").requiredObject("prf");
    assertThat(prf.members()).isEmpty();
    assertThat(last().salts()).isEmpty();
  }

  @Test
  void secretsAreGivenAsKeysHaveThemToo() {
    JsonObject secrets =
        results("\"extensions\":{\"hmacGetSecret\":{\"salt1\":\"" + SALT + "\"}}")
            .requiredObject("hmacGetSecret");
    assertThat(secrets.requiredBytes("output1")).isEqualTo(new byte[32]);
    assertThat(secrets.members()).hasSize(1);
  }

  @Test
  void blobsAreReadAndWritten() {
    JsonObject read =
        results("\"extensions\":{\"largeBlob\":{\"read\":true},\"getCredBlob\":true}");
    assertThat(read.requiredObject("largeBlob").requiredBytes("blob")).containsExactly(42);
    assertThat(read.requiredBytes("getCredBlob")).containsExactly(43);
    JsonObject written = results(ALLOW_ONE + ",\"extensions\":{\"largeBlob\":{\"write\":\"AQI\"}}");
    assertThat(written.requiredObject("largeBlob").isTrue("written")).isTrue();
    assertThat(last().largeBlob())
        .containsInstanceOf(LargeBlob.Write.class)
        .get()
        .extracting(blob -> ((LargeBlob.Write) blob).content())
        .isEqualTo(new byte[] {1, 2});
  }

  @Test
  void keyOfTheU2fEraSignsInUnderItsApplication() {
    String appId = "https://www.example.org/app-id.json";
    key.holds.put(FakeKey.ID, appId);
    String options = ALLOW_ONE + ",\"extensions\":{\"appid\":\"" + appId + "\"}";
    assertThat(results(options).isTrue("appid")).isTrue();
    assertThat(last().relyingPartyId()).isEqualTo(appId);
    key.holds.put(FakeKey.ID, "example.org");
    JsonObject results = results(options);
    assertThat(results.members()).containsEntry("appid", false);
    assertThat(last().relyingPartyId()).isEqualTo("example.org");
  }

  /** [WEBAUTHN-3] 10.1.1: the application is tried where nothing else is applicable. */
  @Test
  void keyThatHoldsANewCredentialTooSignsInWithThat() {
    String appId = "https://www.example.org/app-id.json";
    key.holds.put(OTHER, appId);
    JsonObject results = results(ALLOW_TWO + ",\"extensions\":{\"appid\":\"" + appId + "\"}");
    assertThat(results.members()).containsEntry("appid", false);
    assertThat(last().relyingPartyId()).isEqualTo("example.org");
  }

  @Test
  void applicationOfAnotherSiteIsRefusedBeforeTheKeyIsAsked() {
    String options = ALLOW_ONE + ",\"extensions\":{\"appid\":\"https://example.com/x\"}";
    assertFails(() -> signIn(options), Kind.SECURITY);
    assertThat(List.copyOf(key.proved)).isEmpty();
  }
}
