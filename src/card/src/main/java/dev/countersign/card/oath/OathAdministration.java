package dev.countersign.card.oath;

import dev.countersign.device.Secret;

/** Capability: what can be done with the OATH application as a whole. */
public interface OathAdministration {
  /** What the application says of itself; needs no password. */
  OathStatus status();

  /**
   * Sets the password that protects the application, or replaces it; the one that is set is asked
   * for first.
   *
   * @param password at least one byte of UTF-8; not closed
   */
  void setPassword(Secret password);

  /** Takes the password away; it is asked for first. */
  void clearPassword();

  /** Removes all accounts and the password. Needs no password; nothing can be had back. */
  void reset();
}
