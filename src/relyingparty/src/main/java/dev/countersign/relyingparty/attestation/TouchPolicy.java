package dev.countersign.relyingparty.attestation;

import java.util.Arrays;
import java.util.Optional;

/** When a token wants to be touched before it uses a key ([YK-ATT] 8, second byte). */
public enum TouchPolicy {
  /** Never. */
  NEVER(1),
  /** Before each use. */
  ALWAYS(2),
  /** Before a use, which then counts for 15 seconds. */
  CACHED(3);

  private final int code;

  TouchPolicy(int code) {
    this.code = code;
  }

  static Optional<TouchPolicy> byCode(int code) {
    return Arrays.stream(values()).filter(policy -> policy.code == code).findFirst();
  }
}
