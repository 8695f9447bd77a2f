package dev.countersign.card.piv;

import dev.countersign.device.Lane;

/**
 * What the card remembers since the PIV application was selected, as far as we brought it about.
 * Read and written inside the lane only.
 */
final class PivNotes implements Lane.State {
  private final CardFacts facts;
  private boolean pinVerified;
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
  }

  boolean managementAuthenticated() {
    return managementAuthenticated;
  }

  void managementAuthenticated(boolean authenticated) {
    managementAuthenticated = authenticated;
  }
}
