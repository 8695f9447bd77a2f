package dev.countersign.card.oath;

import dev.countersign.device.Lane;

/** What the card remembers since the OATH application was selected. Used inside the lane only. */
final class OathNotes implements Lane.State {
  private final OathSelection selection;
  private boolean unlocked;

  OathNotes(OathSelection selection) {
    this.selection = selection;
    this.unlocked = selection.challenge().isEmpty();
  }

  OathSelection selection() {
    return selection;
  }

  /** Whether no password is set, or the right one was shown. */
  boolean unlocked() {
    return unlocked;
  }

  void unlock() {
    unlocked = true;
  }
}
