package dev.countersign.relyingparty.webauthn;

import com.yubico.webauthn.data.ByteArray;
import dev.countersign.wire.cbor.Cbor;

/**
 * Whether the library verified what was checked here: the same credential of the same user, with
 * the same counter and flags. Before 2.8.2 it could take another user's credential for the one
 * asked for; whatever it may take next is told here.
 */
final class Agreement {
  private Agreement() {}

  static boolean on(
      com.yubico.webauthn.RegistrationResult verified,
      AuthenticatorData data,
      AuthenticatorData.Attested attested) {
    return same(verified.getKeyId().getId(), attested.id())
        && same(verified.getPublicKeyCose(), attested.publicKey())
        && same(verified.getAaguid(), attested.aaguid())
        && verified.getSignatureCount() == data.signCount()
        && verified.isUserVerified() == data.userVerified();
  }

  static boolean on(
      com.yubico.webauthn.AssertionResult verified,
      AuthenticatorData data,
      StoredCredential credential) {
    return verified.isSuccess()
        && verified.getUsername().equals(credential.user())
        && same(verified.getCredential().getCredentialId(), credential.id())
        && same(verified.getCredential().getPublicKeyCose(), credential.publicKey())
        && same(verified.getCredential().getUserHandle(), credential.userHandle())
        && verified.getSignatureCount() == data.signCount()
        && verified.isUserVerified() == data.userVerified();
  }

  private static boolean same(ByteArray verified, Cbor.Bytes ours) {
    return same(verified, ours.value());
  }

  private static boolean same(ByteArray verified, byte[] ours) {
    return Fingerprint.same(verified.getBytes(), ours);
  }
}
