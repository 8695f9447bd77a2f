package dev.countersign.device.fido;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a credential shall be like.
 *
 * @param clientDataHash SHA-256 of the client data, which names challenge and origin
 * @param relyingParty for whom
 * @param user whose
 * @param algorithms COSE numbers, best first: -7 is ES256
 * @param exclude credentials of which the key must hold none
 * @param discoverable whether it is stored on the key, so that it is found without its identifier
 * @param verification of the person
 * @param wishes what else it shall have
 */
public record CredentialRequest(
    ClientDataHash clientDataHash,
    RelyingParty relyingParty,
    UserAccount user,
    List<Integer> algorithms,
    List<Identifier> exclude,
    boolean discoverable,
    Verification verification,
    Wishes wishes) {

  /** A request. */
  public CredentialRequest {
    algorithms = List.copyOf(algorithms);
    exclude = List.copyOf(exclude);
  }

  /**
   * What else a credential shall have ([CTAP2.1] 12); keys that cannot leave it out, and say so by
   * leaving it out of what they answer.
   *
   * @param protection how it is protected
   * @param enforceProtection whether the key must be able to, or no credential is made
   * @param secrets whether secrets can be derived with it: hmac-secret, the basis of PRF
   * @param largeBlob whether a large blob can be stored with it
   * @param blob a few bytes to be stored with it: credBlob
   * @param minimumPinLength whether the relying party wants to know the shortest PIN the key takes
   * @param enterpriseAttestation 1 or 2 where the attestation may name this very key; nobody is
   *     asked for it by default
   */
  public record Wishes(
      Optional<Protection> protection,
      boolean enforceProtection,
      boolean secrets,
      boolean largeBlob,
      Optional<byte[]> blob,
      boolean minimumPinLength,
      OptionalInt enterpriseAttestation) {
    /** Nothing but the credential. */
    public static final Wishes NONE =
        new Wishes(
            Optional.empty(), false, false, false, Optional.empty(), false, OptionalInt.empty());
  }
}
