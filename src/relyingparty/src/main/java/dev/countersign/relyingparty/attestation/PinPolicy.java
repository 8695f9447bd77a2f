package dev.countersign.relyingparty.attestation;

import java.util.Arrays;
import java.util.Optional;

/** When a token wants its PIN before it uses a key ([YK-ATT] 8, first byte). */
public enum PinPolicy {
  /** Never. */
  NEVER(1),
  /** Once after the token was plugged in. */
  ONCE(2),
  /** Before each use. */
  ALWAYS(3),
  /** A fingerprint once, or the PIN. */
  MATCH_ONCE(4),
  /** A fingerprint before each use, or the PIN. */
  MATCH_ALWAYS(5);

  private final int code;

  PinPolicy(int code) {
    this.code = code;
  }

  static Optional<PinPolicy> byCode(int code) {
    return Arrays.stream(values()).filter(policy -> policy.code == code).findFirst();
  }
}
