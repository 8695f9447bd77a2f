package dev.countersign.cli.piv;

import dev.countersign.cli.Invocation;
import dev.countersign.device.PinManagement;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Unblocks the PIN. */
@Command(
    name = "unblock",
    description = "Set a new PIN with the PUK, which also unblocks it.",
    footer = {"%nExample:", "  countersign piv unblock"})
final class PivUnblock extends SecretChange {
  @Option(
      names = "--new-pin-file",
      paramLabel = "FILE",
      description = "Take the new PIN from the first line of a file.")
  private @Nullable Path newFile;

  PivUnblock(Invocation invocation) {
    super(invocation, PinRequest.Kind.PUK, PinRequest.Kind.NEW_PIN, "unblock the PIN");
  }

  @Override
  @Nullable Path newFile() {
    return newFile;
  }

  @Override
  void change(PinManagement pins, Secret authorized, Secret replacement) {
    pins.unblockPin(authorized, replacement);
  }
}
