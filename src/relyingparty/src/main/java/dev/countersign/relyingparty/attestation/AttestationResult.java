package dev.countersign.relyingparty.attestation;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What came of verifying a statement. */
public sealed interface AttestationResult {

  /**
   * The signatures lead from the statement to a trust anchor, and all rules are kept.
   *
   * @param statement what is stated
   * @param path the certificates from the statement upwards, the anchor excluded
   * @param anchor where the path ends; {@link #provesHardware} says what that is worth
   */
  record Verified(PivStatement statement, List<X509Certificate> path, TrustAnchor anchor)
      implements AttestationResult {

    /** Whether the key is in hardware of the vendor's: the path ends at the vendor's own root. */
    public boolean provesHardware() {
      return anchor.kind() == TrustAnchor.Kind.VENDOR;
    }

    /** Whether this is the key that was attested. */
    public boolean isFor(PublicKey key) {
      return Arrays.equals(statement.key().getEncoded(), key.getEncoded());
    }

    /** The token's own attestation certificate, which signed the statement. */
    public X509Certificate deviceCertificate() {
      return path.get(1);
    }
  }

  /**
   * The statement is not to be believed.
   *
   * @param reason why not
   * @param detail a sentence for a person, without a full stop
   */
  record Refused(Reason reason, String detail) implements AttestationResult {}

  /** Why a statement is not to be believed. */
  enum Reason {
    /** Nothing was given, or nothing that a token states of a key. */
    NO_STATEMENT,
    /** Several statements were given where one is verified. */
    SEVERAL_STATEMENTS,
    /** More certificates, or larger ones, than any chain has. */
    TOO_LARGE,
    /** Something else than a DER certificate of version 3, or with something behind it. */
    NOT_A_CERTIFICATE,
    /** The issuer of a certificate was neither given nor is it known. */
    UNKNOWN_ISSUER,
    /** A certificate was not signed by the one that it names as its issuer. */
    BAD_SIGNATURE,
    /** The path ends at a root that nobody trusts. */
    UNTRUSTED_ROOT,
    /** The path has more steps than any token's. */
    PATH_TOO_LONG,
    /** A certificate signed another and is not allowed to, or not at that distance. */
    NOT_AN_ISSUER,
    /** A certificate is not valid at that time. */
    NOT_VALID_NOW,
    /** A signature algorithm or a key that tokens do not use. */
    ALGORITHM,
    /** A critical extension that is not known here ([RFC5280] 4.2). */
    CRITICAL_EXTENSION,
    /** A part of the statement is missing, or not as tokens write it. */
    MALFORMED_STATEMENT,
    /** The statement was not signed with the attestation key of a token. */
    NOT_A_DEVICE
  }

  /** Why it was refused; empty when it was verified. */
  default Optional<Reason> refusal() {
    return this instanceof Refused refused ? Optional.of(refused.reason()) : Optional.empty();
  }
}
