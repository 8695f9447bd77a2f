package dev.countersign.aws.cloudfront;

import dev.countersign.device.KeyAlgorithm;
import java.security.PublicKey;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which keys may sign. Not public: whoever signs for CloudFront gets {@link #CLOUDFRONT}, and the
 * published test vectors, made with a 1024-bit key, are for the tests of this package alone.
 */
enum KeyRules {
  /** RSA 2048 and P-256 ([CF-SIGNED] public key requirements). */
  CLOUDFRONT(EnumSet.of(KeyAlgorithm.RSA2048, KeyAlgorithm.P256)),
  /** The same and RSA 1024. */
  TEST_VECTORS(EnumSet.of(KeyAlgorithm.RSA1024, KeyAlgorithm.RSA2048, KeyAlgorithm.P256));

  private final Set<KeyAlgorithm> allowed;

  KeyRules(Set<KeyAlgorithm> allowed) {
    this.allowed = allowed;
  }

  /**
   * The algorithm of a key that may sign.
   *
   * @param key the public half
   * @param name what the key is called in the message
   * @throws CloudFrontInputException when CloudFront takes no such key
   */
  KeyAlgorithm require(PublicKey key, String name) {
    Optional<KeyAlgorithm> algorithm = KeyAlgorithm.of(key);
    return algorithm
        .filter(allowed::contains)
        .orElseThrow(
            () ->
                new CloudFrontInputException(
                    "%s is %s key, and CloudFront takes RSA 2048 and ECDSA P-256 only"
                        .formatted(
                            name,
                            algorithm.map(a -> "an " + a.externalName()).orElse("another kind of")),
                    "use a key of one of these kinds"));
  }
}
