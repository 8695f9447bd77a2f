package dev.countersign.device;

import java.util.Locale;

/** When a key wants the PIN. */
public enum PinPolicy {
  /** Never. */
  NEVER,
  /** Once per session. */
  ONCE,
  /** Immediately before each use. */
  ALWAYS,
  /** A fingerprint or the PIN, once per session. */
  MATCH_ONCE,
  /** A fingerprint or the PIN, before each use. */
  MATCH_ALWAYS;

  /** The name in commands: {@code once}, {@code match-always}. */
  public String externalName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
