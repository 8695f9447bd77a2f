package dev.countersign.relyingparty.webauthn;

/**
 * What a signature counter that did not grow means ([WEBAUTHN-3] 6.1.1). Keys that have none say 0
 * always, which is let pass.
 */
public enum CounterPolicy {
  /** No sign-in. */
  REFUSE,
  /** A sign-in that says so. The higher counter stays stored, so each later one says so too. */
  FLAG
}
