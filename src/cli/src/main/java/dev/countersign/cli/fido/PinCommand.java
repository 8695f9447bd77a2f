package dev.countersign.cli.fido;

import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.fido.SecurityKeyPins;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that give a key a PIN have in common. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
abstract class PinCommand implements Callable<Integer> {
  private final Invocation invocation;
  private final String purpose;
  private final String done;

  @Mixin private KeyOption key;

  @Option(
      names = "--new-pin-file",
      paramLabel = "FILE",
      description = "Take the new PIN from the first line of a file that only you can read.")
  private @Nullable Path newFile;

  /**
   * A command.
   *
   * @param purpose what is done, to follow "to"
   * @param done what the key has then, to follow its name
   */
  PinCommand(Invocation invocation, String purpose, String done) {
    this.invocation = invocation;
    this.purpose = purpose;
    this.done = done;
  }

  Invocation invocation() {
    return invocation;
  }

  String purpose() {
    return purpose;
  }

  /** The new PIN, which the caller closes. */
  Secret replacement(Token found) {
    return Pins.replacement(invocation, found, newFile, purpose);
  }

  /** Gives the key the PIN. */
  abstract void give(Token found, SecurityKeyPins pins);

  @Override
  public Integer call() {
    try (TokenSession session = key.open(invocation)) {
      Token found = key.find(invocation, session, purpose);
      give(found, Capabilities.pins(found));
      invocation.note("%s has %s.".formatted(found.uri(), done));
    }
    return 0;
  }
}
