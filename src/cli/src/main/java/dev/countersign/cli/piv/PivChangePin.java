package dev.countersign.cli.piv;

import dev.countersign.cli.Invocation;
import dev.countersign.device.PinManagement;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Changes the PIN. */
@Command(
    name = "change-pin",
    description = "Change the PIN.",
    footer = {"%nExample:", "  countersign piv change-pin"})
final class PivChangePin extends SecretChange {
  @Option(
      names = "--new-pin-file",
      paramLabel = "FILE",
      description = "Take the new PIN from the first line of a file.")
  private @Nullable Path newFile;

  PivChangePin(Invocation invocation) {
    super(invocation, PinRequest.Kind.PIN, PinRequest.Kind.NEW_PIN, "change the PIN");
  }

  @Override
  @Nullable Path newFile() {
    return newFile;
  }

  @Override
  void change(PinManagement pins, Secret authorized, Secret replacement) {
    pins.changePin(authorized, replacement);
  }
}
