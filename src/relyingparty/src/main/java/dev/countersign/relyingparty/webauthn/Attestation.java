package dev.countersign.relyingparty.webauthn;

import com.yubico.webauthn.data.AttestationConveyancePreference;

/**
 * What a relying party wants to know of the maker of a key ([WEBAUTHN-3] 5.4.7). A statement that
 * is there must hold, whatever is wanted.
 */
public sealed interface Attestation {

  /**
   * Nothing. Browsers then take the statement away, and one that comes all the same is not read.
   */
  record None() implements Attestation {}

  /** A statement of an allowed format, which must hold, whoever made it. */
  record Any() implements Attestation {}

  /**
   * A statement that can be traced to a maker in the metadata.
   *
   * @param metadata the list of makers
   */
  record Trusted(Metadata metadata) implements Attestation {}

  /** What browsers are told. */
  default AttestationConveyancePreference preference() {
    return this instanceof None
        ? AttestationConveyancePreference.NONE
        : AttestationConveyancePreference.DIRECT;
  }
}
