package dev.countersign.relyingparty.webauthn;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.exception.DataConversionException;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.attestation.statement.androidkey.AndroidKeyAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.apple.AppleAnonymousAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.none.NoneAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.packed.PackedAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.tpm.TPMAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.u2f.FIDOU2FAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.certpath.NullCertPathTrustworthinessVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.self.DefaultSelfAttestationTrustworthinessVerifier;
import com.webauthn4j.verifier.exception.VerificationException;
import java.nio.BufferUnderflowException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** WebAuthn4J, which verifies the same responses; statements of makers that nobody trusts. */
final class OtherImplementation {
  private static final WebAuthnManager MANAGER =
      new WebAuthnManager(
          List.of(
              new NoneAttestationStatementVerifier(),
              new PackedAttestationStatementVerifier(),
              new FIDOU2FAttestationStatementVerifier(),
              new TPMAttestationStatementVerifier(),
              new AppleAnonymousAttestationStatementVerifier(),
              new AndroidKeyAttestationStatementVerifier()),
          new NullCertPathTrustworthinessVerifier(),
          new DefaultSelfAttestationTrustworthinessVerifier());

  private OtherImplementation() {}

  private static ServerProperty server(byte[] challenge) {
    return new ServerProperty(
        new Origin(Party.ORIGIN), Party.RP_ID, new DefaultChallenge(challenge));
  }

  /** What it makes of a registration; empty when it refuses. */
  static Optional<RegistrationData> registers(String json, byte[] challenge, boolean verified) {
    List<PublicKeyCredentialParameters> algorithms =
        Arrays.stream(Algorithm.values())
            .map(
                algorithm ->
                    new PublicKeyCredentialParameters(
                        PublicKeyCredentialType.PUBLIC_KEY,
                        COSEAlgorithmIdentifier.create(algorithm.number())))
            .toList();
    try {
      return Optional.of(
          MANAGER.verifyRegistrationResponseJSON(
              json, new RegistrationParameters(server(challenge), algorithms, verified)));
    } catch (VerificationException | DataConversionException | BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  /** Whether it takes a sign-in by a credential that it registered. */
  static boolean signsIn(
      RegistrationData registered, String json, byte[] challenge, boolean verified) {
    CredentialRecordImpl credential =
        new CredentialRecordImpl(
            registered.getAttestationObject(),
            registered.getCollectedClientData(),
            registered.getClientExtensions(),
            registered.getTransports());
    try {
      MANAGER.verifyAuthenticationResponseJSON(
          json, new AuthenticationParameters(server(challenge), credential, null, verified));
      return true;
    } catch (VerificationException | DataConversionException e) {
      return false;
    }
  }
}
