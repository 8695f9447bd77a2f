package dev.countersign.cli.fido;

import dev.countersign.cli.Invocation;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.fido.SecurityKeyPins;
import picocli.CommandLine.Command;

/** Changes the PIN. */
@Command(
    name = "change",
    description = "Change the PIN of a security key. Its credentials stay as they are.",
    footer = {
      "%nExamples:",
      "  countersign fido pin change",
      "  countersign fido pin change --pin-file old.txt --new-pin-file new.txt"
    })
final class PinChange extends PinCommand {
  PinChange(Invocation invocation) {
    super(invocation, "change the PIN", "a new PIN");
  }

  @Override
  void give(Token found, SecurityKeyPins pins) {
    PinStands.requireUsable(found, pins, purpose());
    try (Secret current = Pins.current(invocation(), found, pins, purpose());
        Secret replacement = replacement(found)) {
      pins.change(current, replacement);
    }
  }
}
