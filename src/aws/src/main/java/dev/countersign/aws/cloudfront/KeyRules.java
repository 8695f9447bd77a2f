package dev.countersign.aws.cloudfront;

import dev.countersign.device.KeyAlgorithm;
import java.security.PublicKey;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Which keys may sign. Not public: whoever signs for CloudFront gets {@link #CLOUDFRONT}, and the
 * published test vectors, made with a 1024-bit key, are for the tests of this package alone.
 */
enum KeyRules {
  /** RSA 2048 and P-256 ([CF-SIGNED] public key requirements). */
  CLOUDFRONT {
    @Override
    boolean allows(KeyAlgorithm algorithm) {
      return algorithm == KeyAlgorithm.RSA2048 || algorithm == KeyAlgorithm.P256;
    }
  },
  /** The same and RSA 1024. */
  TEST_VECTORS {
    @Override
    boolean allows(KeyAlgorithm algorithm) {
      return algorithm == KeyAlgorithm.RSA1024 || CLOUDFRONT.allows(algorithm);
    }
  };

  /** Whether keys of this kind may sign. */
  abstract boolean allows(KeyAlgorithm algorithm);

  /**
   * The algorithm of a key that may sign.
   *
   * @param key the public half
   * @param name what the key is called in the message; asked for only then, since a token may have
   *     to be asked for it
   * @throws CloudFrontInputException when CloudFront takes no such key
   */
  KeyAlgorithm require(PublicKey key, Supplier<String> name) {
    Optional<KeyAlgorithm> algorithm = KeyAlgorithm.of(key);
    return algorithm
        .filter(this::allows)
        .orElseThrow(
            () ->
                new CloudFrontInputException(
                    "%s is %s, and CloudFront takes RSA 2048 and ECDSA P-256 only"
                        .formatted(
                            name.get(),
                            algorithm
                                .map(a -> "of the kind " + a.externalName())
                                .orElse("of a kind that tokens do not hold")),
                    "use a key of one of these kinds"));
  }
}
