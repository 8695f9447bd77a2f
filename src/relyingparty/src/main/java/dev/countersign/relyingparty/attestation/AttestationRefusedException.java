package dev.countersign.relyingparty.attestation;

import java.io.Serial;

/** Carries a refusal out of the steps of the verifier. */
final class AttestationRefusedException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final AttestationResult.Reason reason;

  AttestationRefusedException(AttestationResult.Reason reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  AttestationResult.Refused result() {
    return new AttestationResult.Refused(reason, String.valueOf(getMessage()));
  }
}
