package dev.countersign.relyingparty.webauthn;

import com.yubico.webauthn.CredentialRepository;
import com.yubico.webauthn.RegisteredCredential;
import com.yubico.webauthn.data.ByteArray;
import com.yubico.webauthn.data.PublicKeyCredentialDescriptor;
import dev.countersign.wire.cbor.Cbor;
import java.util.Optional;
import java.util.Set;

/**
 * What the library sees of the store: the one credential that a response names, or none; so it can
 * take no other for it.
 *
 * @param user the name of its user; empty where there is nothing to look up
 * @param credential the credential; empty where there is nothing to look up
 */
record Snapshot(Optional<String> user, Optional<RegisteredCredential> credential)
    implements CredentialRepository {
  /** Where there is nothing to look up: whether a new credential is one, is decided here. */
  static final Snapshot NOTHING = new Snapshot(Optional.empty(), Optional.empty());

  static Snapshot of(StoredCredential stored) {
    return new Snapshot(
        Optional.of(stored.user()),
        Optional.of(
            RegisteredCredential.builder()
                .credentialId(bytes(stored.id()))
                .userHandle(bytes(stored.userHandle()))
                .publicKeyCose(bytes(stored.publicKey()))
                .signatureCount(stored.signCount())
                .build()));
  }

  private static ByteArray bytes(Cbor.Bytes value) {
    return new ByteArray(value.value());
  }

  private boolean isOf(String username) {
    return user.isPresent() && user.get().equals(username);
  }

  @Override
  public Set<PublicKeyCredentialDescriptor> getCredentialIdsForUsername(String username) {
    return credential
        .filter(known -> isOf(username))
        .map(known -> PublicKeyCredentialDescriptor.builder().id(known.getCredentialId()).build())
        .map(Set::of)
        .orElse(Set.of());
  }

  @Override
  public Optional<ByteArray> getUserHandleForUsername(String username) {
    return credential.filter(known -> isOf(username)).map(RegisteredCredential::getUserHandle);
  }

  @Override
  public Optional<String> getUsernameForUserHandle(ByteArray userHandle) {
    return user.filter(
        name -> credential.isPresent() && credential.get().getUserHandle().equals(userHandle));
  }

  @Override
  public Optional<RegisteredCredential> lookup(ByteArray credentialId, ByteArray userHandle) {
    return credential.filter(
        known ->
            known.getCredentialId().equals(credentialId)
                && known.getUserHandle().equals(userHandle));
  }

  @Override
  public Set<RegisteredCredential> lookupAll(ByteArray credentialId) {
    return credential
        .filter(known -> known.getCredentialId().equals(credentialId))
        .map(Set::of)
        .orElse(Set.of());
  }
}
