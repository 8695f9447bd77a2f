package dev.countersign.cli.piv;

import dev.countersign.card.piv.PivAdministration;
import dev.countersign.cli.ErrorReport;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets the number of tries ([YK-PIV] SET PIN RETRIES). */
@Command(
    name = "retries",
    description = {
      "Set how many wrong tries PIN and PUK stand.",
      "The token sets both back to factory values by that, so a new PIN and a new PUK are asked for"
          + " first and set at once afterwards."
    },
    footer = {
      "%nExamples:",
      "  countersign piv retries 5 5",
      "  countersign piv retries 8 3 --new-pin-file pin.txt --new-puk-file puk.txt"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PivRetries implements Callable<Integer> {
  private static final String PURPOSE = "set the number of tries";

  private final Invocation invocation;

  @Mixin private TokenOption token;

  @Parameters(index = "0", paramLabel = "PIN", description = "Tries of the PIN, 1 to 255.")
  private int pinTries;

  @Parameters(index = "1", paramLabel = "PUK", description = "Tries of the PUK, 1 to 255.")
  private int pukTries;

  @Option(
      names = "--new-pin-file",
      paramLabel = "FILE",
      description = "Take the PIN to be set (6 to 8 characters) from the first line of a file.")
  private @Nullable Path newPinFile;

  @Option(
      names = "--new-puk-file",
      paramLabel = "FILE",
      description = "Take the PUK to be set from the first line of a file.")
  private @Nullable Path newPukFile;

  PivRetries(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    requireRange("PIN", pinTries);
    requireRange("PUK", pukTries);
    try (TokenSession session = invocation.open()) {
      Token found = token.find(session);
      PivAdministration administration = found.require(PivAdministration.class);
      try (Secret pin = secret(found, PinRequest.Kind.NEW_PIN, newPinFile);
          Secret puk = secret(found, PinRequest.Kind.NEW_PUK, newPukFile)) {
        set(found, administration, pin, puk);
      }
      invocation.note(
          "%s stands %d wrong tries of the PIN and %d of the PUK, and has the new ones."
              .formatted(found.uri(), pinTries, pukTries));
    }
    return 0;
  }

  private static void requireRange(String what, int tries) {
    if (tries < 1 || tries > 255) {
      throw Failure.usage(
          "%d tries of the %s cannot be set".formatted(tries, what), "give 1 to 255");
    }
  }

  /** One that cannot be is found out before anything is reset. */
  private Secret secret(Token found, PinRequest.Kind kind, @Nullable Path file) {
    Secret secret = NewSecret.enter(invocation, found, kind, file, PURPOSE, OptionalInt.empty());
    int length = secret.length();
    if (length < 6 || length > 8) {
      secret.close();
      throw Failure.usage(
          "a %s of %d characters cannot be set".formatted(kind.label(), length),
          "give 6 to 8; nothing was sent to the token");
    }
    return secret;
  }

  private void set(Token found, PivAdministration administration, Secret pin, Secret puk) {
    try {
      administration.setRetries(pinTries, pukTries);
    } catch (TokenException.Removed e) {
      throw interrupted(
          found, "the number of tries may be set already, and then PIN and PUK are", e);
    }
    try {
      administration.replaceFactoryPins(pin, puk);
    } catch (TokenException e) {
      throw interrupted(found, "the number of tries is set, and PIN or PUK are still", e);
    }
  }

  private static Failure interrupted(Token found, String what, TokenException cause) {
    return new Failure(
        ExitCode.of(cause),
        "%s; %s the factory's on %s".formatted(ErrorReport.sentence(cause), what, found.uri()),
        "see countersign piv info, and set them with countersign piv change-pin and change-puk,"
            + " whose current ones are 123456 and 12345678 then",
        cause);
  }
}
