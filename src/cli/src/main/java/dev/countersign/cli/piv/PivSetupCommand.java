package dev.countersign.cli.piv;

import dev.countersign.card.piv.PivAdministration;
import dev.countersign.card.piv.PivSetup;
import dev.countersign.card.piv.SetupResult;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sets a token up. */
@Command(
    name = "setup",
    description = {
      "Give the token a PIN, a PUK and a management key of its owner's.",
      "The management key is random and kept on the token behind the PIN. Without --new-puk-file a"
          + " random PUK is made and printed on standard output, once: write it down, it unblocks a"
          + " blocked PIN."
    },
    footer = {
      "%nExamples:",
      "  countersign piv setup",
      "  countersign piv setup --new-pin-file pin.txt --new-puk-file puk.txt",
      "  countersign piv setup --factory-defaults    (an older token as it came from the shop)"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PivSetupCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Mixin private TokenOption token;

  @Option(
      names = "--new-pin-file",
      paramLabel = "FILE",
      description = "Take the new PIN (6 to 8 characters) from the first line of a file.")
  private @Nullable Path newPinFile;

  @Option(
      names = "--new-puk-file",
      paramLabel = "FILE",
      description = "Take the new PUK from the first line of a file.")
  private @Nullable Path newPukFile;

  @Option(
      names = "--factory-defaults",
      description =
          "Try the documented factory PIN, PUK and management key even where the token does not say"
              + " that they are still set.")
  private boolean factoryDefaults;

  PivSetupCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (TokenSession session = invocation.open()) {
      Token found = token.find(session);
      PivAdministration administration = found.require(PivAdministration.class);
      try (Secret pin = secret(found, PinRequest.Kind.NEW_PIN, newPinFile);
          Secret puk =
              newPukFile == null
                  ? NewSecret.randomPuk(invocation.surroundings().random().get())
                  : secret(found, PinRequest.Kind.NEW_PUK, newPukFile)) {
        SetupResult result =
            administration.setUp(new PivSetup(pin, announced(puk), factoryDefaults));
        report(found, result);
      }
    }
    return 0;
  }

  private Secret secret(Token found, PinRequest.Kind kind, @Nullable Path file) {
    return NewSecret.enter(invocation, found, kind, file, "set up the token", OptionalInt.empty());
  }

  /** Prints a random PUK before it is set: should anything fail afterwards, it is not lost. */
  private Secret announced(Secret puk) {
    if (newPukFile == null) {
      byte[] digits = puk.bytes();
      PrintStream out = invocation.out();
      out.print("New PUK: ");
      out.write(digits, 0, digits.length);
      out.println();
      out.flush();
      Arrays.fill(digits, (byte) 0);
      invocation.requireReader();
    }
    return puk;
  }

  private void report(Token found, SetupResult result) {
    invocation.note(
        "%s is set up: new PIN, new PUK%s."
            .formatted(
                found.uri(),
                result.managementKeyProtected()
                    ? ", and a random management key that the PIN opens"
                    : ""));
    result.remarks().forEach(invocation::note);
    if (newPukFile == null) {
      invocation.note("Write the PUK down and keep it apart from the token.");
    }
  }
}
