package dev.countersign.benchmarks;

import com.yubico.webauthn.AssertionRequest;
import com.yubico.webauthn.CredentialRepository;
import com.yubico.webauthn.FinishAssertionOptions;
import com.yubico.webauthn.RegisteredCredential;
import com.yubico.webauthn.RelyingParty;
import com.yubico.webauthn.data.ByteArray;
import com.yubico.webauthn.data.PublicKeyCredential;
import com.yubico.webauthn.data.PublicKeyCredentialDescriptor;
import com.yubico.webauthn.data.PublicKeyCredentialRequestOptions;
import com.yubico.webauthn.data.RelyingPartyIdentity;
import com.yubico.webauthn.data.UserVerificationRequirement;
import com.yubico.webauthn.exception.AssertionFailedException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** The library alone, with one credential in memory and nothing remembered. */
final class BareLibrary implements CredentialRepository {
  private static final String USER = "alice";

  private final RegisteredCredential credential;
  private final RelyingParty party;
  private final String rpId;

  BareLibrary(String rpId, SoftwareKey key, ByteArray handle) {
    this.rpId = rpId;
    this.credential =
        RegisteredCredential.builder()
            .credentialId(new ByteArray(key.id))
            .userHandle(handle)
            .publicKeyCose(new ByteArray(key.publicKey()))
            .signatureCount(0)
            .build();
    this.party =
        RelyingParty.builder()
            .identity(RelyingPartyIdentity.builder().id(rpId).name("Benchmark").build())
            .credentialRepository(this)
            .origins(Set.of("https://" + rpId))
            .build();
  }

  /** What it stored when it asked. */
  AssertionRequest request(ByteArray challenge) {
    return AssertionRequest.builder()
        .publicKeyCredentialRequestOptions(
            PublicKeyCredentialRequestOptions.builder()
                .challenge(challenge)
                .rpId(rpId)
                .allowCredentials(
                    java.util.List.of(
                        PublicKeyCredentialDescriptor.builder()
                            .id(credential.getCredentialId())
                            .build()))
                .userVerification(UserVerificationRequirement.REQUIRED)
                .build())
        .username(USER)
        .build();
  }

  static FinishAssertionOptions read(AssertionRequest request, String response) throws IOException {
    return FinishAssertionOptions.builder()
        .request(request)
        .response(PublicKeyCredential.parseAssertionResponseJson(response))
        .build();
  }

  boolean finish(FinishAssertionOptions options) throws AssertionFailedException {
    return party.finishAssertion(options).isSuccess();
  }

  @Override
  public Set<PublicKeyCredentialDescriptor> getCredentialIdsForUsername(String username) {
    return Set.of();
  }

  @Override
  public Optional<ByteArray> getUserHandleForUsername(String username) {
    return Optional.of(credential.getUserHandle());
  }

  @Override
  public Optional<String> getUsernameForUserHandle(ByteArray userHandle) {
    return Optional.of(USER);
  }

  @Override
  public Optional<RegisteredCredential> lookup(ByteArray credentialId, ByteArray userHandle) {
    return Optional.of(credential);
  }

  @Override
  public Set<RegisteredCredential> lookupAll(ByteArray credentialId) {
    return Set.of(credential);
  }
}
