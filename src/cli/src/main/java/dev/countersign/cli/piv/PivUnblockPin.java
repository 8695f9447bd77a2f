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

/** Unblocks the PIN. */
@Command(
    name = "unblock-pin",
    description = "Set a new PIN with the PUK, which also unblocks it.",
    footer = {"%nExample:", "  countersign piv unblock-pin"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PivUnblockPin implements Callable<Integer> {
  private final Invocation invocation;

  @Mixin private TokenOption token;

  @Option(
      names = "--new-pin-file",
      paramLabel = "FILE",
      description = "Take the new PIN from the first line of a file.")
  private @Nullable Path newFile;

  PivUnblockPin(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (TokenSession session = invocation.open()) {
      Token found = token.find(session);
      PinManagement pins = found.require(PinManagement.class);
      String purpose = "unblock the PIN";
      try (Secret current =
              NewSecret.enter(
                  invocation, found, PinRequest.Kind.PUK, null, purpose, OptionalInt.empty());
          Secret replacement =
              NewSecret.enter(
                  invocation,
                  found,
                  PinRequest.Kind.NEW_PIN,
                  newFile,
                  purpose,
                  OptionalInt.empty())) {
        pins.unblockPin(current, replacement);
      }
      invocation.note("%s has a new PIN.".formatted(found.uri()));
    }
    return 0;
  }
}
