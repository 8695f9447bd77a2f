package dev.countersign.cli.mfa;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says why there is no such thing. */
@Command(
    name = "qr",
    description = {
      "Refuses: no QR code of an account can be shown, since a seed cannot leave a token.",
      "To have a second token, add the seed to both when it is handed out."
    },
    footer = {
      "%nExample:",
      "  countersign mfa add AWS:alice --token oath:serial=1 --token oath:serial=2"
    })
@SuppressWarnings("UnusedVariable") // picocli reads the field
final class MfaQr implements Callable<Integer> {
  @Parameters(arity = "0..1", paramLabel = "QUERY", description = "The account, as for mfa code.")
  private @Nullable String query;

  @Override
  public Integer call() {
    throw new Failure(
        ExitCode.FAILED,
        "a seed cannot leave a token, so there is no QR code to show",
        "to move to another token, enrol again at the issuer and add the new seed to both:"
            + " countersign mfa add --token URI --token URI");
  }
}
