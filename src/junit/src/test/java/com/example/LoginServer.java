package com.example;

import com.yubico.webauthn.AssertionRequest;
import com.yubico.webauthn.AssertionResult;
import com.yubico.webauthn.CredentialRepository;
import com.yubico.webauthn.FinishAssertionOptions;
import com.yubico.webauthn.FinishRegistrationOptions;
import com.yubico.webauthn.RegisteredCredential;
import com.yubico.webauthn.RegistrationResult;
import com.yubico.webauthn.RelyingParty;
import com.yubico.webauthn.StartAssertionOptions;
import com.yubico.webauthn.StartRegistrationOptions;
import com.yubico.webauthn.data.AttestationConveyancePreference;
import com.yubico.webauthn.data.AuthenticatorSelectionCriteria;
import com.yubico.webauthn.data.ByteArray;
import com.yubico.webauthn.data.PublicKeyCredential;
import com.yubico.webauthn.data.PublicKeyCredentialCreationOptions;
import com.yubico.webauthn.data.PublicKeyCredentialDescriptor;
import com.yubico.webauthn.data.RelyingPartyIdentity;
import com.yubico.webauthn.data.ResidentKeyRequirement;
import com.yubico.webauthn.data.UserIdentity;
import com.yubico.webauthn.data.UserVerificationRequirement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A relying party as someone might have it, on java-webauthn-server. */
public final class LoginServer implements CredentialRepository {
  private final RelyingParty party;
  private final List<Stored> stored = new ArrayList<>();
  private ResidentKeyRequirement discoverable = ResidentKeyRequirement.DISCOURAGED;
  private UserVerificationRequirement verification = UserVerificationRequirement.PREFERRED;
  private PublicKeyCredentialCreationOptions registering;
  private AssertionRequest signingIn;

  private record Stored(String user, PublicKeyCredentialDescriptor id, RegisteredCredential key) {}

  /** A server of a domain that trusts pages of its host login and of itself. */
  public LoginServer(String domain) {
    party =
        RelyingParty.builder()
            .identity(RelyingPartyIdentity.builder().id(domain).name("Example").build())
            .credentialRepository(this)
            .origins(Set.of("https://" + domain, "https://login." + domain))
            .attestationConveyancePreference(AttestationConveyancePreference.DIRECT)
            .build();
  }

  /** Whether credentials shall be stored on the key. */
  public LoginServer discoverable(ResidentKeyRequirement wanted) {
    discoverable = wanted;
    return this;
  }

  /** Whether the person shall be verified. */
  public LoginServer verification(UserVerificationRequirement wanted) {
    verification = wanted;
    return this;
  }

  /** What the page gets. */
  public String startRegistration(String user) throws Exception {
    registering =
        party.startRegistration(
            StartRegistrationOptions.builder()
                .user(UserIdentity.builder().name(user).displayName(user).id(handle(user)).build())
                .authenticatorSelection(
                    AuthenticatorSelectionCriteria.builder()
                        .residentKey(discoverable)
                        .userVerification(verification)
                        .build())
                .build());
    return registering.toCredentialsCreateJson();
  }

  /** Takes what the page posts. */
  public RegistrationResult finishRegistration(String response) throws Exception {
    RegistrationResult result =
        party.finishRegistration(
            FinishRegistrationOptions.builder()
                .request(registering)
                .response(PublicKeyCredential.parseRegistrationResponseJson(response))
                .build());
    store(
        registering.getUser().getName(),
        result.getKeyId(),
        result.getPublicKeyCose(),
        result.getSignatureCount());
    return result;
  }

  private void store(
      String user, PublicKeyCredentialDescriptor id, ByteArray publicKey, long count) {
    stored.removeIf(each -> each.id().getId().equals(id.getId()));
    stored.add(
        new Stored(
            user,
            id,
            RegisteredCredential.builder()
                .credentialId(id.getId())
                .userHandle(handle(user))
                .publicKeyCose(publicKey)
                .signatureCount(count)
                .build()));
  }

  /** What the page gets; for no user: whoever the key knows. */
  public String startSignIn(String user) throws Exception {
    signingIn =
        party.startAssertion(
            StartAssertionOptions.builder()
                .username(Optional.ofNullable(user))
                .userVerification(verification)
                .build());
    return signingIn.toCredentialsGetJson();
  }

  /** Takes what the page posts. */
  public boolean finishSignIn(String response) throws Exception {
    return signIn(response).isSuccess();
  }

  /** Takes what the page posts; who it is. */
  public AssertionResult signIn(String response) throws Exception {
    AssertionResult result =
        party.finishAssertion(
            FinishAssertionOptions.builder()
                .request(signingIn)
                .response(PublicKeyCredential.parseAssertionResponseJson(response))
                .build());
    Stored known =
        stored.stream()
            .filter(each -> each.id().getId().equals(result.getCredential().getCredentialId()))
            .findFirst()
            .orElseThrow();
    store(known.user(), known.id(), known.key().getPublicKeyCose(), result.getSignatureCount());
    return result;
  }

  private static ByteArray handle(String user) {
    return new ByteArray(("handle of " + user).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Set<PublicKeyCredentialDescriptor> getCredentialIdsForUsername(String user) {
    return stored.stream()
        .filter(each -> each.user().equals(user))
        .map(Stored::id)
        .collect(Collectors.toSet());
  }

  @Override
  public Optional<ByteArray> getUserHandleForUsername(String user) {
    return Optional.of(handle(user));
  }

  @Override
  public Optional<String> getUsernameForUserHandle(ByteArray handle) {
    return stored.stream()
        .filter(each -> each.key().getUserHandle().equals(handle))
        .map(Stored::user)
        .findFirst();
  }

  @Override
  public Optional<RegisteredCredential> lookup(ByteArray id, ByteArray handle) {
    return stored.stream()
        .map(Stored::key)
        .filter(key -> key.getCredentialId().equals(id) && key.getUserHandle().equals(handle))
        .findFirst();
  }

  @Override
  public Set<RegisteredCredential> lookupAll(ByteArray id) {
    return stored.stream()
        .map(Stored::key)
        .filter(key -> key.getCredentialId().equals(id))
        .collect(Collectors.toSet());
  }
}
