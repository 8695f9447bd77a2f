package dev.countersign.wire.oath;

/** What moves a code on. */
public enum CodeKind {
  /** Time ([RFC6238]): the code changes with every period. */
  TOTP,
  /** A counter ([RFC4226]): every code that is made moves it, also one that nobody uses. */
  HOTP
}
