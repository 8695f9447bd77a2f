package dev.countersign.relyingparty.webauthn;

import com.yubico.webauthn.AssertionRequest;
import com.yubico.webauthn.FinishAssertionOptions;
import com.yubico.webauthn.FinishRegistrationOptions;
import com.yubico.webauthn.RelyingParty;
import com.yubico.webauthn.data.AuthenticatorAssertionResponse;
import com.yubico.webauthn.data.AuthenticatorAttestationResponse;
import com.yubico.webauthn.data.AuthenticatorSelectionCriteria;
import com.yubico.webauthn.data.ByteArray;
import com.yubico.webauthn.data.ClientAssertionExtensionOutputs;
import com.yubico.webauthn.data.ClientRegistrationExtensionOutputs;
import com.yubico.webauthn.data.PublicKeyCredential;
import com.yubico.webauthn.data.PublicKeyCredentialCreationOptions;
import com.yubico.webauthn.data.PublicKeyCredentialDescriptor;
import com.yubico.webauthn.data.PublicKeyCredentialRequestOptions;
import com.yubico.webauthn.data.RelyingPartyIdentity;
import com.yubico.webauthn.data.UserIdentity;
import com.yubico.webauthn.data.UserVerificationRequirement;
import com.yubico.webauthn.data.exception.Base64UrlException;
import com.yubico.webauthn.exception.AssertionFailedException;
import com.yubico.webauthn.exception.RegistrationFailedException;
import dev.countersign.wire.cbor.Cbor;
import java.io.IOException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** The library: what it is asked in its own terms, and what it answers. */
final class Library implements Verifier {
  private final Policy policy;
  private final UserVerificationRequirement userVerification;
  private final RelyingParty party;

  /** Without a list of algorithms, which is for registrations: it takes a while to look them up. */
  private final RelyingParty signIns;

  Library(Policy policy, InstantSource clock) {
    this.policy = policy;
    this.userVerification = policy.userVerification().userVerification();
    RelyingParty.RelyingPartyBuilder builder =
        RelyingParty.builder()
            .identity(
                RelyingPartyIdentity.builder().id(policy.rpId()).name(policy.rpName()).build())
            .credentialRepository(Snapshot.NOTHING)
            .origins(policy.origins())
            .attestationConveyancePreference(policy.attestation().preference())
            .preferredPubkeyParams(policy.algorithms().stream().map(Algorithm::parameters).toList())
            // trust and counters are decided on here, by what the library says of them
            .allowUntrustedAttestation(true)
            .validateSignatureCounter(false)
            .clock(clock.withZone(ZoneOffset.UTC));
    if (policy.attestation() instanceof Attestation.Trusted trusted) {
      builder.attestationTrustSource(trusted.metadata()::roots);
    }
    this.party = builder.build();
    this.signIns = builder.preferredPubkeyParams(List.of()).build();
  }

  private PublicKeyCredentialCreationOptions creation(
      byte[] challenge, String user, Cbor.Bytes handle) {
    return PublicKeyCredentialCreationOptions.builder()
        .rp(party.getIdentity())
        .user(
            UserIdentity.builder()
                .name(user)
                .displayName(user)
                .id(new ByteArray(handle.value()))
                .build())
        .challenge(new ByteArray(challenge))
        .pubKeyCredParams(party.getPreferredPubkeyParams())
        .authenticatorSelection(
            AuthenticatorSelectionCriteria.builder()
                .residentKey(policy.discoverable().residentKey())
                .userVerification(userVerification)
                .build())
        .attestation(policy.attestation().preference())
        .build();
  }

  private AssertionRequest request(byte[] challenge, Caller caller, StoredCredential credential) {
    PublicKeyCredentialRequestOptions.PublicKeyCredentialRequestOptionsBuilder builder =
        PublicKeyCredentialRequestOptions.builder()
            .challenge(new ByteArray(challenge))
            .rpId(policy.rpId())
            .userVerification(userVerification);
    if (caller.user().isPresent()) {
      ByteArray id = new ByteArray(credential.id().value());
      builder.allowCredentials(List.of(PublicKeyCredentialDescriptor.builder().id(id).build()));
    }
    return AssertionRequest.builder()
        .publicKeyCredentialRequestOptions(builder.build())
        .username(caller.user())
        .build();
  }

  private byte[] statement(AttestationObject attestation) {
    return policy.attestation() instanceof Attestation.None
        ? attestation.withoutStatement()
        : attestation.bytes();
  }

  @Override
  public Optional<com.yubico.webauthn.RegistrationResult> verify(
      Responses.Registration response, String user, Cbor.Bytes handle) {
    byte[] challenge = response.clientData().challenge();
    try {
      return Optional.of(
          party.finishRegistration(
              FinishRegistrationOptions.builder()
                  .request(creation(challenge, user, handle))
                  .response(
                      PublicKeyCredential
                          .<AuthenticatorAttestationResponse, ClientRegistrationExtensionOutputs>
                              builder()
                          .id(new ByteArray(response.id()))
                          .response(
                              AuthenticatorAttestationResponse.builder()
                                  .attestationObject(
                                      new ByteArray(statement(response.attestation())))
                                  .clientDataJSON(new ByteArray(response.clientData().json()))
                                  .transports(new HashSet<>())
                                  .build())
                          .clientExtensionResults(
                              ClientRegistrationExtensionOutputs.builder().build())
                          .build())
                  .build()));
    } catch (RegistrationFailedException | IOException | Base64UrlException e) {
      return Optional.empty();
    } catch (RuntimeException e) {
      // what it throws at hostile bytes is not said anywhere
      return Optional.empty();
    }
  }

  @Override
  public Optional<com.yubico.webauthn.AssertionResult> verify(
      Responses.Assertion response, Caller caller, StoredCredential credential) {
    try {
      AuthenticatorAssertionResponse.AuthenticatorAssertionResponseBuilder assertion =
          AuthenticatorAssertionResponse.builder()
              .authenticatorData(new ByteArray(response.data().bytes()))
              .clientDataJSON(new ByteArray(response.clientData().json()))
              .signature(new ByteArray(response.signature()));
      if (response.userHandle() != null) {
        assertion.userHandle(new ByteArray(response.userHandle()));
      }
      return Optional.of(
          signIns.toBuilder()
              .credentialRepository(Snapshot.of(credential))
              .build()
              .finishAssertion(
                  FinishAssertionOptions.builder()
                      .request(request(response.clientData().challenge(), caller, credential))
                      .response(
                          PublicKeyCredential
                              .<AuthenticatorAssertionResponse, ClientAssertionExtensionOutputs>
                                  builder()
                              .id(new ByteArray(response.id()))
                              .response(assertion.build())
                              .clientExtensionResults(
                                  ClientAssertionExtensionOutputs.builder().build())
                              .build())
                      .build()));
    } catch (AssertionFailedException | IOException | Base64UrlException e) {
      return Optional.empty();
    } catch (RuntimeException e) {
      // what it throws at hostile bytes is not said anywhere
      return Optional.empty();
    }
  }
}
