package dev.countersign.relyingparty.webauthn;

import com.yubico.webauthn.CredentialRepository;
import com.yubico.webauthn.RegisteredCredential;
import com.yubico.webauthn.data.ByteArray;
import com.yubico.webauthn.data.PublicKeyCredentialDescriptor;
import dev.countersign.wire.cbor.Cbor;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the library sees of the store: the one credential that a response names, or none; so it can
 * take no other for it.
 *
 * @param credential the credential
 */
record Snapshot(@Nullable StoredCredential credential) implements CredentialRepository {
  /** Where there is nothing to look up: whether a new credential is one, is decided here. */
  static final Snapshot NOTHING = new Snapshot(null);

  private static ByteArray bytes(Cbor.Bytes value) {
    return new ByteArray(value.value());
  }

  @Override
  public Set<PublicKeyCredentialDescriptor> getCredentialIdsForUsername(String username) {
    return credential != null && credential.user().equals(username)
        ? Set.of(PublicKeyCredentialDescriptor.builder().id(bytes(credential.id())).build())
        : Set.of();
  }

  @Override
  public Optional<ByteArray> getUserHandleForUsername(String username) {
    return credential != null && credential.user().equals(username)
        ? Optional.of(bytes(credential.userHandle()))
        : Optional.empty();
  }

  @Override
  public Optional<String> getUsernameForUserHandle(ByteArray userHandle) {
    return credential != null && bytes(credential.userHandle()).equals(userHandle)
        ? Optional.of(credential.user())
        : Optional.empty();
  }

  @Override
  public Optional<RegisteredCredential> lookup(ByteArray credentialId, ByteArray userHandle) {
    return credential != null
            && bytes(credential.id()).equals(credentialId)
            && bytes(credential.userHandle()).equals(userHandle)
        ? Optional.of(registered(credential))
        : Optional.empty();
  }

  @Override
  public Set<RegisteredCredential> lookupAll(ByteArray credentialId) {
    return credential != null && bytes(credential.id()).equals(credentialId)
        ? Set.of(registered(credential))
        : Set.of();
  }

  private static RegisteredCredential registered(StoredCredential credential) {
    return RegisteredCredential.builder()
        .credentialId(bytes(credential.id()))
        .userHandle(bytes(credential.userHandle()))
        .publicKeyCose(bytes(credential.publicKey()))
        .signatureCount(credential.signCount())
        .build();
  }
}
