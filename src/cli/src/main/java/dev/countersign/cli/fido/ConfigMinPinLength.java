package dev.countersign.cli.fido;

import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import dev.countersign.device.fido.SecurityKey;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets the shortest PIN. */
@Command(
    name = "min-pin-length",
    description = {
      "Set the shortest PIN that the key takes from now on. Only a reset makes it shorter again.",
      "A PIN that is set and shorter has to be changed before its next use."
    },
    footer = {
      "%nExamples:",
      "  countersign fido config min-pin-length 8",
      "  countersign fido config min-pin-length 8 --change-now --tell signin.example.com"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ConfigMinPinLength implements Callable<Integer> {
  private static final int LEAST = 4;
  private static final int MOST = 63;

  private final Invocation invocation;

  @Parameters(paramLabel = "N", description = "Characters, 4 to 63.")
  private int characters;

  @Mixin private KeyOption key;

  @Option(
      names = "--change-now",
      description = "Have the PIN changed before its next use, also if it is long enough.")
  private boolean changeNow;

  @Option(
      names = "--tell",
      paramLabel = "RPID",
      description = "A site that may ask the key for this length; may be repeated.")
  private List<String> toldTo = List.of();

  ConfigMinPinLength(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    if (characters < LEAST || characters > MOST) {
      throw Failure.usage(
          "a PIN of %d characters is none".formatted(characters),
          "give %d to %d".formatted(LEAST, MOST));
    }
    try (TokenSession session = key.open(invocation)) {
      Token token = key.find(invocation, session, "change its settings");
      Capabilities.settings(token).minimumPinLength(characters, toldTo, changeNow);
      invocation.note(
          "%s takes PINs of %d characters or more from now on.".formatted(token.uri(), characters));
      if (token.require(SecurityKey.class).info().pin().mustChange()) {
        invocation.note("Next: countersign fido pin change; the PIN that is set is not taken now.");
      }
    }
    return 0;
  }
}
