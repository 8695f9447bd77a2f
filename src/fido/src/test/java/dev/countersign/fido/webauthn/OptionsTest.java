package dev.countersign.fido.webauthn;

import static dev.countersign.fido.webauthn.Options.assertFails;
import static dev.countersign.fido.webauthn.Options.creation;
import static dev.countersign.fido.webauthn.Options.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.Verification;
import dev.countersign.fido.webauthn.RegistrationOptions.Conveyance;
import dev.countersign.fido.webauthn.WebAuthnException.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The browser API's JSON, from relying parties good and bad. */
class OptionsTest {

  @Test
  void optionsWithEverythingAreRead() {
    RegistrationOptions options =
        RegistrationOptions.read(
            """
            {"attestation":"direct","attestationFormats":["packed"],"hints":["security-key"],
             "authenticatorSelection":{"authenticatorAttachment":"cross-platform",
               "residentKey":"required","requireResidentKey":true,"userVerification":"required"},
             "challenge":"AAECAwQFBgcICQoLDA0ODw",
             "excludeCredentials":[{"id":"AQID","type":"public-key","transports":["usb","hybrid"]},
               {"id":"BAUG","type":"password"}],
             "extensions":{"credProps":true,"unheardOf":{"a":[1,2,{"b":null}]}},
             "pubKeyCredParams":[{"alg":-8,"type":"public-key"},{"alg":-7,"type":"public-key"},
               {"alg":-257,"type":"public-key"},{"alg":1,"type":"other"}],
             "rp":{"id":"example.org","name":"Example","icon":"https://example.org/icon"},
             "timeout":60000,
             "user":{"displayName":"Alice","id":"AQ","name":"alice"}}
            """);
    assertThat(options.rpId()).contains("example.org");
    assertThat(options.challenge()).isEqualTo("AAECAwQFBgcICQoLDA0ODw");
    assertThat(options.algorithms()).containsExactly(-8, -7, -257);
    assertThat(options.exclude()).containsExactly(Identifier.parse("AQID"));
    assertThat(options.timeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(options.discoverable()).isEqualTo(Wish.REQUIRED);
    assertThat(options.verification()).isEqualTo(Verification.REQUIRED);
    assertThat(options.conveyance()).isEqualTo(Conveyance.DIRECT);
    assertThat(options.extensions().credProps()).isTrue();
  }

  @Test
  void optionsWithTheLeastAreReadWithTheSpecificationsDefaults() {
    RegistrationOptions options =
        RegistrationOptions.read(
            """
            {"rp":{"name":""},"user":{"id":"AQ","name":"","displayName":""},
             "challenge":"","pubKeyCredParams":[]}
            """);
    assertThat(options.rpId()).isEmpty();
    assertThat(options.algorithms()).containsExactly(-7, -257);
    assertThat(options.timeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(options.discoverable()).isEqualTo(Wish.DISCOURAGED);
    assertThat(options.verification()).isEqualTo(Verification.PREFERRED);
    assertThat(options.conveyance()).isEqualTo(Conveyance.NONE);
  }

  @Test
  void optionsAsTheWholeArgumentOfTheBrowserAreRead() {
    assertThat(
            RegistrationOptions.read("{\"publicKey\":" + creation("") + ",\"signal\":null}").rpId())
        .contains("example.org");
    assertThat(
            SignInOptions.read("{\"mediation\":\"optional\",\"publicKey\":" + request("") + "}")
                .rpId())
        .contains("example.org");
  }

  @Test
  void nullIsAsGoodAsNothing() {
    RegistrationOptions options =
        RegistrationOptions.read(
            creation(
                "\"timeout\":null,\"excludeCredentials\":null,\"extensions\":null,"
                    + "\"authenticatorSelection\":null,\"attestation\":null"));
    assertThat(options.exclude()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "residentKey, required, REQUIRED",
    "residentKey, preferred, PREFERRED",
    "residentKey, discouraged, DISCOURAGED",
    "residentKey, unheard-of, DISCOURAGED"
  })
  void wishToBeStoredIsRead(String member, String value, Wish wish) {
    assertThat(
            RegistrationOptions.read(
                    creation("\"authenticatorSelection\":{\"%s\":\"%s\"}".formatted(member, value)))
                .discoverable())
        .isEqualTo(wish);
  }

  @Test
  void olderMemberCountsWhereTheNewerOneIsMissing() {
    assertThat(
            RegistrationOptions.read(
                    creation("\"authenticatorSelection\":{\"requireResidentKey\":true}"))
                .discoverable())
        .isEqualTo(Wish.REQUIRED);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 15",
    "-5, 15",
    "1e3, 15",
    "60000.9, 60",
    "4294967295, 600",
    "1e999, 600",
    "-1e999, 15"
  })
  void timeoutIsKeptWithinReason(String given, long seconds) {
    assertThat(SignInOptions.read(request("\"timeout\":" + given)).timeout())
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"AQ==", "AQ=", "AR", "+/8", "A", "AQ AQ", "\\u0000", "%00"})
  void bytesAreTakenInBase64UrlWithoutPaddingAndNotOtherwise(String text) {
    String options = "{\"challenge\":\"" + text + "\"}";
    assertFails(() -> SignInOptions.read(options), Kind.ENCODING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "\"text\"",
        "{",
        "{}",
        "{\"challenge\":\"AQ\"}{}",
        "{\"challenge\":\"AQ\",\"challenge\":\"Ag\"}",
        "{\"challenge\":1}",
        "{\"challenge\":[\"AQ\"]}",
        "{\"challenge\":\"AQ\",\"rpId\":{}}",
        "{\"challenge\":\"AQ\",\"timeout\":\"60000\"}",
        "{\"challenge\":\"AQ\",\"allowCredentials\":{}}",
        "{\"challenge\":\"AQ\",\"allowCredentials\":[1]}",
        "{\"challenge\":\"AQ\",\"allowCredentials\":[{\"type\":\"public-key\"}]}",
        "{\"challenge\":\"AQ\",\"allowCredentials\":[{\"id\":\"AQ\"}]}",
        "{\"challenge\":\"AQ\",\"allowCredentials\":[{\"id\":\"\",\"type\":\"public-key\"}]}",
        "{\"challenge\":\"AQ\",\"extensions\":[]}",
        "{\"challenge\":\"AQ\",\"extensions\":{\"prf\":true}}",
        "{\"challenge\":\"AQ\",\"extensions\":{\"prf\":{\"eval\":{}}}}",
        "{\"challenge\":\"AQ\",\"extensions\":{\"hmacGetSecret\":{\"salt1\":\"AQ\"}}}",
        "{\"challenge\":\"AQ\",\"extensions\":{\"getCredBlob\":\"true\"}}",
        "{challenge:\"AQ\"}",
        "{'challenge':'AQ'}",
        "{\"challenge\":\"AQ\",}",
        "{\"challenge\":\"AQ\",\"timeout\":NaN}",
        "// comment\n{\"challenge\":\"AQ\"}"
      })
  void whatIsNoRequestIsRefused(String json) {
    assertFails(() -> SignInOptions.read(json), Kind.TYPE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rp", "user", "challenge", "pubKeyCredParams"})
  void whatARegistrationCannotDoWithoutIsMissed(String member) {
    String json = creation("").replace("\"" + member + "\"", "\"other\"");
    assertFails(() -> RegistrationOptions.read(json), Kind.TYPE);
  }

  @ParameterizedTest
  @CsvSource({
    "AQ, ''",
    "AQ, AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
  })
  void userHandleHasOneByteToSixtyFour(String from, String to) {
    String json = creation("").replace("\"user\":{\"id\":\"" + from, "\"user\":{\"id\":\"" + to);
    assertFails(() -> RegistrationOptions.read(json), Kind.TYPE);
  }

  @Test
  void optionsAreReadWithinBounds() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    assertFails(() -> SignInOptions.read(request("\"x\":" + deep)), Kind.TYPE);
    assertFails(
        () -> SignInOptions.read(request("\"x\":\"" + "a".repeat(300_000) + "\"")), Kind.TYPE);
    assertFails(() -> SignInOptions.read(request("\"x\":" + "1".repeat(5000))), Kind.TYPE);
    assertFails(() -> SignInOptions.read(request("\"" + "a".repeat(5000) + "\":1")), Kind.TYPE);
  }

  @Test
  void nothingOfHostileOptionsIsInTheMessage() {
    String hostile = "\"extensions\":{\"prf\":{\"evalByCredential\":{\"\\u001b[31m\":{}}}}";
    assertFails(() -> SignInOptions.read(request(hostile)), Kind.NOT_SUPPORTED);
    String known =
        "\"allowCredentials\":[{\"id\":\"AQ\",\"type\":\"public-key\"}],"
            + "\"extensions\":{\"prf\":{\"evalByCredential\":{\"AQ\":{\"first\":1}}}}";
    assertFails(() -> SignInOptions.read(request(known)), Kind.TYPE);
  }

  @Test
  void registrationOfNoKnownKindIsRefused() {
    String json = creation("").replace("\"type\":\"public-key\"", "\"type\":\"password\"");
    assertFails(() -> RegistrationOptions.read(json), Kind.NOT_SUPPORTED);
  }

  @Test
  void listOfNoKnownKindIsNotAnEmptyOne() {
    String json = request("\"allowCredentials\":[{\"id\":\"AQ\",\"type\":\"password\"}]");
    assertFails(() -> SignInOptions.read(json), Kind.NOT_ALLOWED);
  }

  @Test
  void partyThatWantsWhatIsBuiltInGetsNoSecurityKey() {
    String json = creation("\"authenticatorSelection\":{\"authenticatorAttachment\":\"platform\"}");
    assertFails(() -> RegistrationOptions.read(json), Kind.NOT_ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"prf\":{\"evalByCredential\":{\"AQ\":{\"first\":\"AQ\"}}}",
        "\"largeBlob\":{\"read\":true}",
        "\"largeBlob\":{\"write\":\"AQ\"}"
      })
  void extensionsOfASignInAreNotForARegistration(String extension) {
    String json = creation("\"extensions\":{" + extension + "}");
    assertFails(() -> RegistrationOptions.read(json), Kind.NOT_SUPPORTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"largeBlob\":{\"support\":\"required\"}",
        "\"largeBlob\":{\"read\":true,\"write\":\"AQ\"}",
        "\"largeBlob\":{\"write\":\"AQ\"}",
        "\"prf\":{\"evalByCredential\":{\"AQ\":{\"first\":\"AQ\"}}}",
        "\"prf\":{},\"hmacGetSecret\":{\"salt1\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}"
      })
  void extensionsThatAreUsedWronglyAreRefused(String extension) {
    String json = request("\"extensions\":{" + extension + "}");
    assertFails(() -> SignInOptions.read(json), Kind.NOT_SUPPORTED);
  }

  @Test
  void saltsForACredentialThatIsNotAllowedAreRefused() {
    String json =
        request(
            "\"allowCredentials\":[{\"id\":\"AQ\",\"type\":\"public-key\"}],"
                + "\"extensions\":{\"prf\":{\"evalByCredential\":{\"Ag\":{\"first\":\"AQ\"}}}}");
    assertFails(() -> SignInOptions.read(json), Kind.SYNTAX);
  }

  @Test
  void policyOfProtectionThatNobodyKnowsIsRefused() {
    String json = creation("\"extensions\":{\"credentialProtectionPolicy\":\"some\"}");
    assertFails(() -> RegistrationOptions.read(json), Kind.TYPE);
  }
}
