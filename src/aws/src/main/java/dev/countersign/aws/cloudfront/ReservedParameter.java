package dev.countersign.aws.cloudfront;

import java.util.Optional;

/** The parameters that are CloudFront's own ([CF-SIGNED] canned and custom policies). */
enum ReservedParameter {
  EXPIRES("Expires"),
  POLICY("Policy"),
  SIGNATURE("Signature"),
  KEY_PAIR_ID("Key-Pair-Id"),
  HASH_ALGORITHM("Hash-Algorithm");

  private static final ReservedParameter[] ALL = values();

  private final String parameter;

  ReservedParameter(String parameter) {
    this.parameter = parameter;
  }

  /** The name in a query string: {@code Key-Pair-Id}. */
  String parameter() {
    return parameter;
  }

  /** The name of the cookie: {@code CloudFront-Key-Pair-Id}. */
  String cookie() {
    return "CloudFront-" + parameter;
  }

  /** The parameter with this name, case counting. */
  static Optional<ReservedParameter> byName(CharSequence name) {
    for (ReservedParameter reserved : ALL) {
      if (reserved.parameter.contentEquals(name)) {
        return Optional.of(reserved);
      }
    }
    return Optional.empty();
  }

  /** The parameter whose cookie has this name. */
  static Optional<ReservedParameter> byCookie(String name) {
    for (ReservedParameter reserved : ALL) {
      if (reserved.cookie().equals(name)) {
        return Optional.of(reserved);
      }
    }
    return Optional.empty();
  }
}
