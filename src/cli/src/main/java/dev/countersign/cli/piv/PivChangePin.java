package dev.countersign.cli.piv;

import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.PinManagement;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Changes the PIN. */
@Command(
    name = "change-pin",
    description = "Change the PIN.",
    footer = {"%nExample:", "  countersign piv change-pin"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PivChangePin implements Callable<Integer> {
  private final Invocation invocation;

  @Mixin private TokenOption token;

  @Option(
      names = "--new-pin-file",
      paramLabel = "FILE",
      description = "Take the new PIN from the first line of a file.")
  private @Nullable Path newFile;

  PivChangePin(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (TokenSession session = invocation.open()) {
      Token found = token.find(session);
      PinManagement pins = found.require(PinManagement.class);
      String purpose = "change the PIN";
      try (Secret current =
              NewSecret.enter(
                  invocation, found, PinRequest.Kind.PIN, null, purpose, pins.pinAttemptsLeft());
          Secret replacement =
              NewSecret.enter(
                  invocation,
                  found,
                  PinRequest.Kind.NEW_PIN,
                  newFile,
                  purpose,
                  OptionalInt.empty())) {
        pins.changePin(current, replacement);
      }
      invocation.note("The PIN of %s is changed.".formatted(found.uri()));
    }
    return 0;
  }
}
