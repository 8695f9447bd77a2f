package dev.countersign.relyingparty.webauthn;

import dev.countersign.wire.cbor.CborDecoder;
import dev.countersign.wire.cbor.CborDecoder.Strictness;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What must be true of a response before anybody verifies a signature, and stays true after it. */
final class Bindings {
  private final Policy policy;
  private final byte[] rpIdHash;

  Bindings(Policy policy) {
    this.policy = policy;
    this.rpIdHash = Fingerprint.sha256(policy.rpId().getBytes(StandardCharsets.UTF_8));
  }

  /** [WEBAUTHN-3] 7.1, steps 7 to 11, and 7.2, steps 10 to 14. */
  Optional<Refusal> client(String type, ClientData client, String expected) {
    if (!Responses.isPublicKey(type) || !client.type().equals(expected)) {
      return Optional.of(Refusal.TYPE);
    } else if (!policy.origins().contains(client.origin())) {
      return Optional.of(Refusal.ORIGIN);
    }
    boolean framed = client.crossOrigin() || client.topOrigin().isPresent();
    boolean wanted = client.topOrigin().filter(policy.topOrigins()::contains).isPresent();
    return framed && !wanted ? Optional.of(Refusal.CROSS_ORIGIN) : Optional.empty();
  }

  /** [WEBAUTHN-3] 7.1, steps 13 to 17, and 7.2, steps 15 to 18. */
  Optional<Refusal> key(AuthenticatorData data) {
    if (!data.isFor(rpIdHash)) {
      return Optional.of(Refusal.RP_ID);
    } else if (!data.userPresent()) {
      return Optional.of(Refusal.USER_PRESENCE);
    }
    boolean verified = policy.userVerification() != Wish.REQUIRED || data.userVerified();
    return verified ? Optional.empty() : Optional.of(Refusal.USER_VERIFICATION);
  }

  /** [WEBAUTHN-3] 7.1, steps 20 and 21, and what names a new credential. */
  Optional<Refusal> credential(
      byte[] id, AttestationObject attestation, AuthenticatorData.Attested attested) {
    if (!attestation.data().consistent()) {
      return Optional.of(Refusal.FLAGS);
    } else if (!Fingerprint.same(id, attested.id())) {
      return Optional.of(Refusal.CREDENTIAL_ID);
    } else if (algorithm(attested).filter(policy.algorithms()::contains).isEmpty()) {
      return Optional.of(Refusal.ALGORITHM);
    }
    boolean allowed =
        policy.attestation() instanceof Attestation.None
            || AttestationFormat.of(attestation.format())
                .filter(policy.formats()::contains)
                .isPresent();
    return allowed ? Optional.empty() : Optional.of(Refusal.ATTESTATION_FORMAT);
  }

  /** The format of the statement that is verified; none when nobody asked for a statement. */
  AttestationFormat format(AttestationObject attestation) {
    return policy.attestation() instanceof Attestation.None
        ? AttestationFormat.NONE
        : AttestationFormat.of(attestation.format()).orElseThrow();
  }

  /** [WEBAUTHN-3] 7.2, step 6, and what was registered. */
  Optional<Refusal> owner(
      Caller caller, Responses.Assertion response, StoredCredential credential) {
    byte[] handle = response.userHandle();
    boolean other = caller.user().isPresent() && !caller.user().get().equals(credential.user());
    // who was not named first is told by the key alone
    boolean untold = caller.user().isEmpty() && handle == null;
    if (other) {
      return Optional.of(Refusal.CREDENTIAL_OF_OTHER_USER);
    } else if (untold
        || (handle != null && !Fingerprint.same(handle, credential.userHandle().value()))) {
      return Optional.of(Refusal.USER_HANDLE);
    } else if (!response.data().consistent()
        || response.data().backupEligible() != credential.backupEligible()
        || response.data().attested() != null) {
      return Optional.of(Refusal.FLAGS);
    }
    boolean allowed = algorithm(credential).filter(policy.algorithms()::contains).isPresent();
    return allowed ? Optional.empty() : Optional.of(Refusal.ALGORITHM);
  }

  private static Optional<Algorithm> algorithm(StoredCredential credential) {
    try {
      byte[] key = credential.publicKey().value();
      return Algorithm.of(CborMap.map(CborDecoder.decode(key, Strictness.TOLERANT), "the key"));
    } catch (CborException e) {
      return Optional.empty();
    }
  }

  private static Optional<Algorithm> algorithm(AuthenticatorData.Attested attested) {
    try {
      return Algorithm.of(attested.key());
    } catch (CborException e) {
      return Optional.empty();
    }
  }
}
