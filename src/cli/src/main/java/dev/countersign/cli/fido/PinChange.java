package dev.countersign.cli.fido;

import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.fido.SecurityKeyPins;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Changes the PIN. */
@Command(
    name = "change",
    description = "Change the PIN of a security key. Its credentials stay as they are.",
    footer = {
      "%nExamples:",
      "  countersign fido pin change",
      "  countersign fido pin change --pin-file old.txt --new-pin-file new.txt"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PinChange implements Callable<Integer> {
  private static final String PURPOSE = "change the PIN";

  private final Invocation invocation;

  @Mixin private KeyOption key;

  @Option(
      names = "--new-pin-file",
      paramLabel = "FILE",
      description = "Take the new PIN from the first line of a file that only you can read.")
  private @Nullable Path newFile;

  PinChange(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (TokenSession session = key.open(invocation)) {
      Token found = key.find(invocation, session, PURPOSE);
      SecurityKeyPins pins = Capabilities.pins(found);
      PinStands.requireUsable(found, pins, PURPOSE);
      try (Secret current = Pins.current(invocation, found, pins, PURPOSE);
          Secret replacement = Pins.replacement(invocation, found, newFile, PURPOSE)) {
        pins.change(current, replacement);
      }
      invocation.note("%s has a new PIN.".formatted(found.uri()));
    }
    return 0;
  }
}
