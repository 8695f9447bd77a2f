package dev.countersign.relyingparty.webauthn;

import com.yubico.webauthn.data.AttestationConveyancePreference;
import java.util.Set;

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
   * @param refused what must not be reported of the make there
   */
  record Trusted(Metadata metadata, Set<MakeStatus> refused) implements Attestation {
    /** Copies the set. */
    public Trusted {
      refused = Set.copyOf(refused);
    }

    /** Refuses makes that were revoked or compromised: {@link MakeStatus#BAD}. */
    public Trusted(Metadata metadata) {
      this(metadata, MakeStatus.BAD);
    }
  }

  /** What browsers are told. */
  default AttestationConveyancePreference preference() {
    return this instanceof None
        ? AttestationConveyancePreference.NONE
        : AttestationConveyancePreference.DIRECT;
  }
}
