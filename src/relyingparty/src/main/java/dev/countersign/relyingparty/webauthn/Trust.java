package dev.countersign.relyingparty.webauthn;

import com.yubico.webauthn.RegistrationResult;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Whether the maker of a key is trusted whose statement holds ([WEBAUTHN-3] 7.1, step 24). */
final class Trust {
  private Trust() {}

  /** Why a key is refused for its make; empty when it is not. */
  static Optional<Refusal> refuses(
      Attestation policy, RegistrationResult verified, AttestationObject attestation) {
    if (!(policy instanceof Attestation.Trusted trusted)) {
      return Optional.empty();
    } else if (!verified.isAttestationTrusted() || namesMakeUnsigned(attestation)) {
      return Optional.of(Refusal.ATTESTATION_TRUST);
    }
    List<X509Certificate> chain = verified.getAttestationTrustPath().orElse(List.of());
    boolean good =
        Collections.disjoint(
            trusted.metadata().statuses(chain, verified.getAaguid()), trusted.refused());
    return good ? Optional.empty() : Optional.of(Refusal.MAKE_COMPROMISED);
  }

  /**
   * The statement of a U2F key signs all but the make ([WEBAUTHN-3] 8.6), which is zeros: whoever
   * has one could say that it is any other of the same maker's.
   */
  private static boolean namesMakeUnsigned(AttestationObject attestation) {
    return attestation.format().equals(AttestationFormat.FIDO_U2F.identifier())
        && !Metadata.isZero(attestation.data().aaguid().value());
  }
}
