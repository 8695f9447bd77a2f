package dev.countersign.cli.fido;

import dev.countersign.device.PinRequest;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.SecurityKeyPins;

/** Whether a PIN can be used at all, before a person is asked for it. */
final class PinStands {
  private PinStands() {}

  /**
   * Refuses to ask for a PIN that the key would not take.
   *
   * @param operation what it is for, to follow "to"
   */
  static void requireUsable(Token key, SecurityKeyPins pins, String operation) {
    SecurityKeyPins.State state = pins.state();
    String name = key.uri().toString();
    if (!state.set()) {
      throw new TokenException.PinNotGiven(
          name, operation, "the key has no PIN", "set one with countersign fido pin set");
    } else if (state.attemptsLeft() == 0) {
      throw blocked(
          name, operation, "only countersign fido reset helps, which removes all its credentials");
    } else if (state.plugInAgain()) {
      throw blocked(
          name,
          operation,
          "plug the key in again; %d tries are left then".formatted(state.attemptsLeft()));
    }
  }

  private static TokenException blocked(String name, String operation, String remedy) {
    return new TokenException.PinBlocked(name, operation, PinRequest.Kind.PIN, remedy);
  }
}
