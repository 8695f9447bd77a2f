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

/** Changes the PUK. */
@Command(
    name = "change-puk",
    description = "Change the PUK, which unblocks a blocked PIN.",
    footer = {"%nExample:", "  countersign piv change-puk"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PivChangePuk implements Callable<Integer> {
  private final Invocation invocation;

  @Mixin private TokenOption token;

  @Option(
      names = "--new-puk-file",
      paramLabel = "FILE",
      description = "Take the new PUK from the first line of a file.")
  private @Nullable Path newFile;

  PivChangePuk(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (TokenSession session = invocation.open()) {
      Token found = token.find(session);
      PinManagement pins = found.require(PinManagement.class);
      String purpose = "change the PUK";
      try (Secret current =
              NewSecret.enter(
                  invocation, found, PinRequest.Kind.PUK, null, purpose, OptionalInt.empty());
          Secret replacement =
              NewSecret.enter(
                  invocation,
                  found,
                  PinRequest.Kind.NEW_PUK,
                  newFile,
                  purpose,
                  OptionalInt.empty())) {
        pins.changePuk(current, replacement);
      }
      invocation.note("The PUK of %s is changed.".formatted(found.uri()));
    }
    return 0;
  }
}
