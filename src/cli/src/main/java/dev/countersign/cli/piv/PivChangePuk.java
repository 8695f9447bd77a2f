package dev.countersign.cli.piv;

import dev.countersign.cli.Invocation;
import dev.countersign.device.PinManagement;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Changes the PUK. */
@Command(
    name = "change-puk",
    description = "Change the PUK, which unblocks a blocked PIN.",
    footer = {"%nExample:", "  countersign piv change-puk"})
final class PivChangePuk extends SecretChange {
  @Option(
      names = "--new-puk-file",
      paramLabel = "FILE",
      description = "Take the new PUK from the first line of a file.")
  private @Nullable Path newFile;

  PivChangePuk(Invocation invocation) {
    super(invocation, PinRequest.Kind.PUK, PinRequest.Kind.NEW_PUK, "change the PUK");
  }

  @Override
  @Nullable Path newFile() {
    return newFile;
  }

  @Override
  void change(PinManagement pins, Secret authorized, Secret replacement) {
    pins.changePuk(authorized, replacement);
  }
}
