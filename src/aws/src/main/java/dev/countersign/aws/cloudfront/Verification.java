package dev.countersign.aws.cloudfront;

import java.util.List;
import java.util.Optional;

/** What CloudFront would do with a request. */
public sealed interface Verification {

  /**
   * The signature is good and every condition holds.
   *
   * @param grant what was signed
   */
  record Allowed(Grant grant) implements Verification {}

  /**
   * CloudFront would answer 403.
   *
   * @param failures why, at least one; when the signature is not good, that alone
   * @param grant what was signed; empty when the signature is not good, since nothing it says can
   *     be believed
   */
  record Denied(List<Failure> failures, Optional<Grant> grant) implements Verification {
    /** Creates a denial. */
    public Denied {
      failures = List.copyOf(failures);
      if (failures.isEmpty()) {
        throw new IllegalArgumentException("a denial without a reason");
      }
    }
  }

  /**
   * A condition that does not hold.
   *
   * @param condition which
   * @param reason a sentence without its full stop that names what was found and what was wanted
   */
  record Failure(Condition condition, String reason) {}

  /** What has to hold, in the order in which it is looked at. */
  enum Condition {
    /** The URL or cookie header is well formed, and not too long. */
    FORM,
    /** All parameters that a signature needs are there, each once. */
    PARAMETERS,
    /** The key pair id is known. */
    KEY,
    /** The hash algorithm is {@code SHA1} or {@code SHA256}. */
    HASH,
    /** The signature fits the policy and the key. */
    SIGNATURE,
    /** The policy is one that CloudFront takes. */
    POLICY,
    /** The URL fits the policy's resource. */
    RESOURCE,
    /** The time is before the policy's end. */
    DATE_LESS_THAN,
    /** The time is after the policy's beginning. */
    DATE_GREATER_THAN,
    /** The viewer's address is in the policy's range. */
    IP_ADDRESS
  }

  /**
   * What was signed.
   *
   * @param keyPairId by which key
   * @param hash with which hash
   * @param policyText the text that the signature covers, as received or, for a canned policy,
   *     built again
   * @param canned whether the policy is a canned one
   */
  record Grant(String keyPairId, HashAlgorithm hash, String policyText, boolean canned) {}

  /** Whether CloudFront would let the request pass. */
  default boolean isAllowed() {
    return this instanceof Allowed;
  }
}
