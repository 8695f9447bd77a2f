package dev.countersign.cli.piv;

import dev.countersign.card.piv.PivAdministration;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sets a PIV application back to how it left the factory. */
@Command(
    name = "reset",
    description = "Destroy all keys and certificates and set all back to factory values.",
    footer = {
      "%nExample:",
      "  countersign piv reset --token piv:serial=12345678 --destroy-all-keys"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PivReset implements Callable<Integer> {
  private final Invocation invocation;

  @Mixin private TokenOption token;

  @Option(names = "--destroy-all-keys", description = "Say that this is meant.")
  private boolean meant;

  PivReset(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    if (!meant) {
      throw Failure.usage(
          "a reset destroys every key and certificate of the PIV application",
          "say that it is meant with --destroy-all-keys");
    }
    try (TokenSession session = invocation.open()) {
      Token found = token.find(session);
      found.require(PivAdministration.class).reset();
      invocation.note("%s is as it left the factory.".formatted(found.uri()));
      invocation.note("Next: countersign piv setup");
    }
    return 0;
  }
}
