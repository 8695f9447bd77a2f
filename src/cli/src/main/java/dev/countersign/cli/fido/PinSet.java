package dev.countersign.cli.fido;

import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.SecurityKeyPins;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PinSet implements Callable<Integer> {
  private static final String PURPOSE = "set the PIN";

  private final Invocation invocation;

  @Mixin private KeyOption key;

  @Option(
      names = "--new-pin-file",
      paramLabel = "FILE",
      description = "Take the new PIN from the first line of a file that only you can read.")
  private @Nullable Path newFile;

  PinSet(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (TokenSession session = key.open(invocation)) {
      Token found = key.find(invocation, session, PURPOSE);
      SecurityKeyPins pins = Capabilities.pins(found);
      if (pins.state().set()) {
        throw new TokenException.Refused(
            found.uri().toString(),
            PURPOSE,
            "the key has a PIN already",
            null,
            "change it with countersign fido pin change");
      }
      try (Secret pin = Pins.replacement(invocation, found, newFile, PURPOSE)) {
        pins.set(pin);
      }
      invocation.note("%s has a PIN.".formatted(found.uri()));
    }
    return 0;
  }
}
