package dev.countersign.cli.fido;

import dev.countersign.cli.Invocation;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.SecurityKeyPins;
import picocli.CommandLine.Command;

/** Sets the first PIN. */
@Command(
    name = "set",
    description = {
      "Set the first PIN of a security key.",
      "It has 4 to 63 characters, letters too. Eight wrong ones in all block the key for good; then"
          + " only a reset helps, which removes all its credentials."
    },
    footer = {
      "%nExamples:",
      "  countersign fido pin set",
      "  countersign fido pin set --new-pin-file pin.txt"
    })
final class PinSet extends PinCommand {
  PinSet(Invocation invocation) {
    super(invocation, "set the PIN", "a PIN");
  }

  @Override
  void give(Token found, SecurityKeyPins pins) {
    if (pins.state().set()) {
      throw new TokenException.Refused(
          found.uri().toString(),
          purpose(),
          "the key has a PIN already",
          null,
          "change it with countersign fido pin change");
    }
    try (Secret pin = replacement(found)) {
      pins.set(pin);
    }
  }
}
