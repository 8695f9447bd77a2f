package dev.countersign.relyingparty.webauthn;

import dev.countersign.wire.cbor.Cbor;
import java.util.Optional;

/**
 * Who verifies statements and signatures. What it says is compared with what was received, whoever
 * it is.
 */
interface Verifier {
  /** Has a registration verified; empty when it does not hold. */
  Optional<com.yubico.webauthn.RegistrationResult> verify(
      Responses.Registration response, String user, Cbor.Bytes handle);

  /** Has a sign-in verified; empty when it does not hold. */
  Optional<com.yubico.webauthn.AssertionResult> verify(
      Responses.Assertion response, Caller caller, StoredCredential credential);
}
