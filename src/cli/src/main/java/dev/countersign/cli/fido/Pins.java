package dev.countersign.cli.fido;

import dev.countersign.cli.Invocation;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinFile;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.fido.SecurityKeyPins;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Where the PINs of these commands come from. */
final class Pins {
  private Pins() {}

  /** The PIN that is set: from where the options of every command say, or from the person. */
  static Secret current(Invocation invocation, Token key, SecurityKeyPins pins, String purpose) {
    return invocation
        .pinEntry()
        .enter(
            new PinRequest(
                PinRequest.Kind.PIN,
                new Object(),
                () -> key.uri().toString(),
                purpose,
                () -> OptionalInt.of(pins.state().attemptsLeft())));
  }

  /** A new PIN: from a file, or from the person. */
  static Secret replacement(Invocation invocation, Token key, @Nullable Path file, String purpose) {
    PinEntry entry = file == null ? invocation.pinEntry() : new PinFile(file);
    return entry.enter(
        new PinRequest(
            PinRequest.Kind.NEW_USER_PIN,
            new Object(),
            () -> key.uri().toString(),
            purpose,
            OptionalInt::empty));
  }
}
