package dev.countersign.cli.otp;

import dev.countersign.cli.Failure;
import dev.countersign.device.TokenUri;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The slot that is programmed. What else stands in the arguments would be a secret: it is taken, so
 * that no message repeats it, and refused.
 */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SlotArguments {
  @Parameters(
      index = "0",
      paramLabel = "URI",
      description = "The slot: otp:slot=1 (short touch) or otp:slot=2 (long touch).")
  private TokenUri uri;

  @Parameters(index = "1..*", arity = "0..*", hidden = true)
  private @Nullable List<String> arguments;

  @Option(
      names = {"--key", "--secret", "--seed", "--password", "--private-id", "--access-code"},
      arity = "0..1",
      fallbackValue = "",
      hidden = true)
  private @Nullable String option;

  /** The slot, when nothing else was given. */
  TokenUri uri() {
    if (option != null || (arguments != null && !arguments.isEmpty())) {
      throw Failure.usage(
          "a secret is not taken from the arguments, where every process on this machine can read"
              + " it and the shell keeps it",
          "give --key-file FILE (- for standard input), or type it when asked; what was in the"
              + " arguments is known now and should not be used");
    }
    return uri;
  }
}
