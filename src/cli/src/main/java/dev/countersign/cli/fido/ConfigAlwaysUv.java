package dev.countersign.cli.fido;

import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Has every use verified, or not. */
@Command(
    name = "always-uv",
    description = {
      "Have the key want its PIN (or finger) for every use, whatever a site asks for; or not.",
      "With it on, the key is of no use as a U2F key."
    },
    footer = {
      "%nExamples:",
      "  countersign fido config always-uv on",
      "  countersign fido config always-uv off --pin-file pin.txt"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ConfigAlwaysUv implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "on|off", description = "${COMPLETION-CANDIDATES}.")
  private Switch wanted;

  @Mixin private KeyOption key;

  ConfigAlwaysUv(Invocation invocation) {
    this.invocation = invocation;
  }

  /** A setting of two. */
  enum Switch {
    ON,
    OFF;

    /** The name on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public Integer call() {
    try (TokenSession session = key.open(invocation)) {
      Token token = key.find(invocation, session, "change its settings");
      Capabilities.settings(token).alwaysVerify(wanted == Switch.ON);
      invocation.note(
          wanted == Switch.ON
              ? token.uri() + " wants its PIN for every use now."
              : token.uri() + " wants its PIN only where a site asks for it.");
    }
    return 0;
  }
}
