package dev.countersign.relyingparty.attestation;

import java.security.cert.X509Certificate;

/**
 * A root that a chain may end at, taken for a name and a key ([RFC5280] 6.1.1 d).
 *
 * @param certificate the root
 * @param kind why it is one
 */
public record TrustAnchor(X509Certificate certificate, Kind kind) {

  /** Why a root is trusted, and what that is worth. */
  public enum Kind {
    /** The maker's own: what ends here was made by hardware of the maker's. */
    VENDOR,
    /** That of simulated tokens, whose key everybody can know: proves nothing. */
    SIMULATED,
    /** One that the caller gave, who knows what it is worth. */
    GIVEN
  }

  /** The name of the root: {@code CN=Yubico Attestation Root 1}. */
  public String name() {
    return certificate.getSubjectX500Principal().getName();
  }
}
