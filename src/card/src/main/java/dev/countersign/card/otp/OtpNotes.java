package dev.countersign.card.otp;

import dev.countersign.device.Lane;

/** What the application said last since it was selected. Used inside the lane only. */
final class OtpNotes implements Lane.State {
  private SlotStates states;

  OtpNotes(SlotStates states) {
    this.states = states;
  }

  SlotStates states() {
    return states;
  }

  void states(SlotStates now) {
    states = now;
  }
}
