package dev.countersign.card.piv;

import dev.countersign.device.Lane;

/**
 * What the card remembers since the PIV application was selected, as far as we brought it about.
 * Read and written inside the lane only.
 */
final class PivNotes implements Lane.State {
  private final CardFacts facts;
  private boolean pinVerified;
  private boolean pinUsed;
  private boolean managementAuthenticated;

  PivNotes(CardFacts facts) {
    this.facts = facts;
  }

  CardFacts facts() {
    return facts;
  }

  boolean pinVerified() {
    return pinVerified;
  }

  void pinVerified(boolean verified) {
    pinVerified = verified;
    pinUsed = false;
  }

  /** Whether a private key was asked for since the PIN was verified. */
  boolean pinUsed() {
    return pinUsed;
  }

  void pinWasUsed() {
    pinUsed = true;
  }

  boolean managementAuthenticated() {
    return managementAuthenticated;
  }

  void managementAuthenticated(boolean authenticated) {
    managementAuthenticated = authenticated;
  }
}
