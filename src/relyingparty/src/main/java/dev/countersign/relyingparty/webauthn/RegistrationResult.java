package dev.countersign.relyingparty.webauthn;

import java.util.Optional;

/** What came of the response to a registration. */
public sealed interface RegistrationResult {

  /**
   * The key is registered.
   *
   * @param key the key
   * @param format the format of its attestation statement; none also when nobody asked for one
   * @param trusted whether the statement was traced to a maker that the metadata trusts; false also
   *     when nobody asked
   * @param userVerified whether the key verified its user
   * @param discoverable whether it can sign in without the name of the user; empty when the browser
   *     did not tell
   */
  record Registered(
      RegisteredKey key,
      AttestationFormat format,
      boolean trusted,
      boolean userVerified,
      Optional<Boolean> discoverable)
      implements RegistrationResult {}

  /** Nothing was registered, and the challenge is used up if it was one of this session. */
  record Refused(Refusal reason) implements RegistrationResult {}

  /** Whether the key is registered. */
  default boolean accepted() {
    return this instanceof Registered;
  }
}
