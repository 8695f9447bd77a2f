package dev.countersign.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.attestation.statement.none.NoneAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.packed.PackedAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.u2f.FIDOU2FAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.certpath.NullCertPathTrustworthinessVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.self.DefaultSelfAttestationTrustworthinessVerifier;
import com.webauthn4j.verifier.exception.CrossOriginException;
import com.webauthn4j.verifier.exception.VerificationException;
import dev.countersign.fido.webauthn.Page;
import dev.countersign.simulator.Profile;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WebAuthn4J verifies what the simulated key and the client make together. */
class SecondJudgeTest {
  private static final byte[] CHALLENGE = "sixteen bytes, or so".getBytes(StandardCharsets.UTF_8);
  private static final String ORIGIN = "https://login.example.org:8443";

  private static final WebAuthnManager JUDGE =
      new WebAuthnManager(
          List.of(
              new NoneAttestationStatementVerifier(),
              new PackedAttestationStatementVerifier(),
              new FIDOU2FAttestationStatementVerifier()),
          new NullCertPathTrustworthinessVerifier(),
          new DefaultSelfAttestationTrustworthinessVerifier());

  private static String creation(int algorithm, String attestation) {
    return """
    {"rp":{"id":"example.org","name":"Example"},
     "user":{"id":"AQ","name":"alice","displayName":"Alice"},
     "challenge":"%s",
     "pubKeyCredParams":[{"type":"public-key","alg":%d}],
     "attestation":"%s","extensions":{"credProps":true}}
    """
        .formatted(base64Url(CHALLENGE), algorithm, attestation);
  }

  private static String request(RegistrationData registered) {
    return """
    {"challenge":"%s","rpId":"example.org",
     "allowCredentials":[{"type":"public-key","id":"%s"}]}
    """
        .formatted(
            base64Url(CHALLENGE),
            base64Url(
                registered
                    .getAttestationObject()
                    .getAuthenticatorData()
                    .getAttestedCredentialData()
                    .getCredentialId()));
  }

  private static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static ServerProperty server(String origin) {
    return new ServerProperty(new Origin(origin), "example.org", new DefaultChallenge(CHALLENGE));
  }

  private static RegistrationData registers(String response, int algorithm) {
    return JUDGE.verifyRegistrationResponseJSON(
        response,
        new RegistrationParameters(
            server(ORIGIN),
            List.of(
                new PublicKeyCredentialParameters(
                    PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.create(algorithm))),
            false));
  }

  private static AuthenticationData signsIn(
      RegistrationData registered, String response, String origin) {
    return JUDGE.verifyAuthenticationResponseJSON(
        response,
        new AuthenticationParameters(
            server(origin),
            new CredentialRecordImpl(
                registered.getAttestationObject(),
                registered.getCollectedClientData(),
                registered.getClientExtensions(),
                registered.getTransports()),
            null,
            false));
  }

  @ParameterizedTest
  @CsvSource({
    "-7, direct, packed",
    "-8, direct, packed",
    "-35, direct, packed",
    "-257, direct, packed",
    "-7, indirect, packed",
    "-7, none, none",
    "-8, unheard-of, none"
  })
  @SimulatedSecurityKey
  void registrationAndSignInAreTakenWithEveryAlgorithmOfTheKey(
      int algorithm, String attestation, String format, VirtualSecurityKey key) {
    RegistrationData registered =
        registers(key.register(creation(algorithm, attestation), ORIGIN), algorithm);
    assertThat(registered.getAttestationObject().getFormat()).isEqualTo(format);
    UUID make =
        registered
            .getAttestationObject()
            .getAuthenticatorData()
            .getAttestedCredentialData()
            .getAaguid()
            .getValue();
    assertThat(make.equals(new UUID(0, 0))).isEqualTo(format.equals("none"));
    assertThat(registered.getTransports().stream().map(each -> each.getValue())).contains("usb");
    AuthenticationData signedIn =
        signsIn(registered, key.signIn(request(registered), ORIGIN), ORIGIN);
    assertThat(signedIn.getAuthenticatorData().isFlagUP()).isTrue();
  }

  @Test
  @SimulatedSecurityKey(profile = Profile.U2F_ONLY)
  void oldKeyHasAStatementOfItsOwn(VirtualSecurityKey key) {
    RegistrationData registered = registers(key.register(creation(-7, "direct"), ORIGIN), -7);
    assertThat(registered.getAttestationObject().getFormat()).isEqualTo("fido-u2f");
    assertThat(signsIn(registered, key.signIn(request(registered), ORIGIN), ORIGIN)).isNotNull();
  }

  @Test
  @SimulatedSecurityKey
  void signatureIsForThePageThatTheCallerNamedAndNoOther(VirtualSecurityKey key) {
    RegistrationData registered = registers(key.register(creation(-7, "none"), ORIGIN), -7);
    String response = key.signIn(request(registered), "https://other.example.org");
    assertThatThrownBy(() -> signsIn(registered, response, ORIGIN))
        .isInstanceOf(VerificationException.class);
    assertThat(signsIn(registered, response, "https://other.example.org")).isNotNull();
  }

  @Test
  @SimulatedSecurityKey
  void embeddedPageSaysInWhichOneItIs(VirtualSecurityKey key) {
    Page page = Page.of(ORIGIN).embeddedIn(Page.of("https://shop.example"));
    RegistrationData registered = registers(key.register(creation(-7, "none"), ORIGIN), -7);
    String response = key.signIn(request(registered), page);
    assertThatThrownBy(() -> signsIn(registered, response, ORIGIN))
        .isInstanceOf(CrossOriginException.class);
    AuthenticationData signedIn = JUDGE.parseAuthenticationResponseJSON(response);
    assertThat(signedIn.getCollectedClientData().getCrossOrigin()).isTrue();
    assertThat(new String(signedIn.getCollectedClientDataBytes(), StandardCharsets.UTF_8))
        .contains("\"topOrigin\":\"https://shop.example\"");
  }
}
