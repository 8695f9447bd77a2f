package dev.countersign.fido.webauthn;

import static dev.countersign.fido.webauthn.Options.ORIGIN;
import static dev.countersign.fido.webauthn.Options.assertFails;
import static dev.countersign.fido.webauthn.Options.creation;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Cancellation;
import dev.countersign.device.fido.CredentialRequest;
import dev.countersign.device.fido.MadeCredential;
import dev.countersign.device.fido.Protection;
import dev.countersign.device.fido.Verification;
import dev.countersign.fido.webauthn.WebAuthnException.Kind;
import dev.countersign.wire.cbor.Cbor;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationTest {
  private final FakeKey key = new FakeKey();
  private final WebAuthnClient client = WebAuthnClient.of(key);

  private JsonObject register(String more) {
    return JsonObject.options(client.register(creation(more), ORIGIN));
  }

  private static Attested attested(JsonObject response) {
    return Attested.read(
        new MadeCredential(
            FakeKey.ID,
            response.requiredObject("response").requiredBytes("attestationObject"),
            List.of(),
            false,
            false,
            false),
        "example.org");
  }

  @Test
  void responseHasWhatBrowsersPost() {
    JsonObject posted = register("\"attestation\":\"direct\"");
    assertThat(posted.members().keySet())
        .containsExactlyInAnyOrder(
            "id", "rawId", "response", "authenticatorAttachment", "clientExtensionResults", "type");
    assertThat(posted.requiredText("id")).isEqualTo("AQID").isEqualTo(posted.requiredText("rawId"));
    assertThat(posted.requiredText("type")).isEqualTo("public-key");
    JsonObject response = posted.requiredObject("response");
    assertThat(response.members().keySet())
        .containsExactlyInAnyOrder(
            "clientDataJSON",
            "authenticatorData",
            "transports",
            "publicKey",
            "publicKeyAlgorithm",
            "attestationObject");
    assertThat(response.number("publicKeyAlgorithm")).contains(-7L);
    assertThat(new String(response.requiredBytes("clientDataJSON"), UTF_8))
        .contains("\"webauthn.create\"", "AAECAwQFBgcICQoLDA0ODw", "\"https://example.org\"");
    // SubjectPublicKeyInfo of P-256 ([WEBAUTHN-3] 5.2.1.1): the head, then an uncompressed point
    assertThat(response.requiredBytes("publicKey"))
        .startsWith(Base64.getDecoder().decode("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"))
        .endsWith(FakeKey.bytes(8, 32));
    assertThat(attested(posted).authenticatorData())
        .isEqualTo(response.requiredBytes("authenticatorData"));
  }

  @Test
  void keyIsAskedForWhatThePartyWants() {
    register(
        "\"timeout\":60000,\"excludeCredentials\":[{\"type\":\"public-key\",\"id\":\"CQ\"}],"
            + "\"authenticatorSelection\":{\"residentKey\":\"preferred\","
            + "\"userVerification\":\"required\"}");
    CredentialRequest asked = key.made.get(0);
    assertThat(asked.relyingParty().id()).isEqualTo("example.org");
    assertThat(asked.exclude()).hasSize(1);
    assertThat(asked.discoverable()).isTrue();
    assertThat(asked.verification()).isEqualTo(Verification.REQUIRED);
    assertThat(asked.wishes()).isEqualTo(CredentialRequest.Wishes.NONE);
    assertThat(key.ceremonies.get(0).patience()).isEqualTo(Duration.ofMinutes(1));
    assertThat(key.ceremonies.get(0).purpose()).isEqualTo("register with example.org");
  }

  @Test
  void fullKeyStoresNothingWhereThatIsOnlyPreferred() {
    key.roomLeft = 0;
    register("\"authenticatorSelection\":{\"residentKey\":\"preferred\"}");
    assertThat(key.made.get(0).discoverable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "unheard-of"})
  void makeOfTheKeyIsTakenOutWhereThePartyDoesNotAsk(String preference) {
    JsonObject posted = register("\"attestation\":\"" + preference + "\"");
    byte[] data = posted.requiredObject("response").requiredBytes("authenticatorData");
    assertThat(Arrays.copyOfRange(data, 37, 53)).containsOnly(0);
    byte[] object = posted.requiredObject("response").requiredBytes("attestationObject");
    assertThat(object)
        .isEqualTo(
            Cbor.map()
                .put("fmt", "none")
                .put("attStmt", Cbor.map().build())
                .put("authData", data)
                .build()
                .encode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "indirect"})
  void makeOfTheKeyStaysWhereThePartyAsks(String preference) {
    JsonObject posted = register("\"attestation\":\"" + preference + "\"");
    byte[] data = posted.requiredObject("response").requiredBytes("authenticatorData");
    assertThat(Arrays.copyOfRange(data, 37, 53)).isEqualTo(FakeKey.AAGUID);
  }

  @Test
  void credentialThatAttestsItselfStaysAsItIs() {
    key.aaguid = new byte[16];
    JsonObject posted = register("");
    assertThat(
            new String(posted.requiredObject("response").requiredBytes("attestationObject"), UTF_8))
        .contains("packed");
  }

  @Test
  void certificateIsTakenOutEvenWhereTheMakeIsNotNamed() {
    key.aaguid = new byte[16];
    key.statement = Cbor.map().put("x5c", Cbor.Array.of(Cbor.bytes(new byte[] {1}))).build();
    JsonObject posted = register("");
    assertThat(
            new String(posted.requiredObject("response").requiredBytes("attestationObject"), UTF_8))
        .contains("none")
        .doesNotContain("x5c");
  }

  @Test
  void veryKeyIsNamedOnlyToPartiesThatMayKnow() {
    String options = creation("\"attestation\":\"enterprise\"");
    assertFails(() -> client.register(options, ORIGIN), Kind.NOT_ALLOWED);
    assertThat(key.made).isEmpty();
    client.allowingEnterpriseAttestation().register(options, ORIGIN);
    assertThat(key.made.get(0).wishes().enterpriseAttestation()).hasValue(2);
  }

  @Test
  void extensionsAreAskedForAndAnswered() {
    JsonObject results =
        register(
                "\"authenticatorSelection\":{\"residentKey\":\"required\"},\"extensions\":{"
                    + "\"credProps\":true,\"prf\":{\"eval\":{\"first\":\"AQ\"}},"
                    + "\"hmacCreateSecret\":true,\"largeBlob\":{\"support\":\"required\"},"
                    + "\"credBlob\":\"AQ\",\"minPinLength\":true,"
                    + "\"credentialProtectionPolicy\":\"userVerificationRequired\","
                    + "\"enforceCredentialProtectionPolicy\":true}")
            .requiredObject("clientExtensionResults");
    CredentialRequest.Wishes wishes = key.made.get(0).wishes();
    assertThat(wishes.protection()).contains(Protection.VERIFICATION_REQUIRED);
    assertThat(wishes.enforceProtection()).isTrue();
    assertThat(wishes.secrets()).isTrue();
    assertThat(wishes.largeBlob()).isTrue();
    assertThat(wishes.blob()).contains(new byte[] {1});
    assertThat(wishes.minimumPinLength()).isTrue();
    assertThat(results.requiredObject("credProps").isTrue("rk")).isTrue();
    assertThat(results.requiredObject("prf").isTrue("enabled")).isTrue();
    assertThat(results.isTrue("hmacCreateSecret")).isTrue();
    assertThat(results.requiredObject("largeBlob").isTrue("supported")).isTrue();
    assertThat(results.isTrue("credBlob")).isTrue();
  }

  @Test
  void whatWasNotAskedForIsNotAnswered() {
    assertThat(register("").requiredObject("clientExtensionResults").members()).isEmpty();
  }

  @Test
  void requirementsThatTheKeyCannotFulfilAreFoundBeforeAnybodyTouchesIt() {
    key.options = Map.of();
    key.extensions = Set.of();
    assertFails(
        () -> register("\"authenticatorSelection\":{\"residentKey\":\"required\"}"),
        Kind.CONSTRAINT);
    assertFails(
        () -> register("\"authenticatorSelection\":{\"userVerification\":\"required\"}"),
        Kind.CONSTRAINT);
    assertFails(
        () -> register("\"extensions\":{\"largeBlob\":{\"support\":\"required\"}}"),
        Kind.CONSTRAINT);
    assertFails(
        () ->
            register(
                "\"extensions\":{\"enforceCredentialProtectionPolicy\":true,"
                    + "\"credentialProtectionPolicy\":\"userVerificationRequired\"}"),
        Kind.CONSTRAINT);
    String rsa = creation("").replace("-7", "-257");
    assertFails(() -> client.register(rsa, ORIGIN), Kind.NOT_SUPPORTED);
    assertThat(key.made).isEmpty();
  }

  @Test
  void keyIsNotAskedForAPageThatMustNot() {
    String options = creation("");
    assertFails(() -> client.register(options, "https://example.com"), Kind.SECURITY);
    assertFails(() -> client.register(options, "http://example.org"), Kind.SECURITY);
    assertThat(key.made).isEmpty();
  }

  @Test
  void keyOfTheU2fEraIsExcludedAfterATouch() {
    String appId = "https://example.org/app-id.json";
    key.holds.put(FakeKey.ID, appId);
    String options =
        "\"excludeCredentials\":[{\"type\":\"public-key\",\"id\":\"AQID\"}],"
            + "\"extensions\":{\"appidExclude\":\""
            + appId
            + "\"}";
    assertFails(() -> register(options), Kind.INVALID_STATE);
    assertThat(key.touches).isEqualTo(1);
    assertThat(key.made).isEmpty();
    key.holds.clear();
    assertThat(register(options).requiredObject("clientExtensionResults").isTrue("appidExclude"))
        .isTrue();
    assertFails(
        () -> register("\"extensions\":{\"appidExclude\":\"https://example.com/x\"}"),
        Kind.SECURITY);
  }

  @ParameterizedTest
  @CsvSource({"CTAP 19 credential excluded, INVALID_STATE", "CTAP 28 key store full, NOT_ALLOWED"})
  void refusalOfTheKeyIsToldAsBrowsersDo(String status, Kind kind) {
    key.failure =
        Optional.of(new TokenException.Refused("fido:", "make", "refused", status, "do other"));
    assertFails(() -> register(""), kind);
  }

  @Test
  void otherFailuresAreToldAsBrowsersDo() {
    key.failure = Optional.of(new TokenException.Cancelled("fido:", "make"));
    assertFails(() -> register(""), Kind.ABORT);
    key.failure = Optional.of(new TokenException.TouchNotGiven("fido:", "make"));
    assertFails(() -> register(""), Kind.NOT_ALLOWED);
    key.failure = Optional.of(new TokenException.Removed("fido:", "make", "pulled", null));
    assertFails(() -> register(""), Kind.NOT_ALLOWED);
    key.failure = Optional.of(new TokenException.BadResponse("fido:", "make", "nonsense", null));
    assertFails(() -> register(""), Kind.UNKNOWN);
    key.failure = Optional.of(new TokenException.Unsupported("fido:", "make", "cannot", "other"));
    assertFails(() -> register(""), Kind.CONSTRAINT);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 54, 55, 57})
  void answerForSomethingElseIsRefused(int place) {
    key.tamper =
        data -> {
          data[place] ^= 1;
          return data;
        };
    assertFails(() -> register(""), Kind.UNKNOWN);
  }

  @Test
  void answerThatIsCutOffAnywhereIsRefused() {
    for (int length = 0; length < 160; length++) {
      int kept = length;
      key.tamper = data -> Arrays.copyOf(data, Math.min(kept, data.length - 1));
      assertFails(() -> register(""), Kind.UNKNOWN);
    }
  }

  /** The second of them is -7 in its lower half. */
  @ParameterizedTest
  @ValueSource(longs = {-35, (1L << 32) - 7})
  void credentialOfAnAlgorithmThatNobodyAskedForIsRefused(long algorithm) {
    key.algorithm = algorithm;
    assertFails(() -> register(""), Kind.UNKNOWN);
  }

  @Test
  void publicKeyThatIsTooLongForItsCurveIsRefused() {
    key.x = FakeKey.bytes(7, 33);
    assertFails(() -> register(""), Kind.UNKNOWN);
  }

  @Test
  void callerCancelsWithItsOwnHandle() {
    Cancellation cancellation = new Cancellation();
    client.register(creation(""), Page.of(ORIGIN), cancellation);
    assertThat(key.ceremonies.get(0).cancellation()).isSameAs(cancellation);
  }
}
