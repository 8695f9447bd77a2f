package dev.countersign.cli.fido;

import dev.countersign.cli.Consent;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Ceremony;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Sets a security key back to how it left the factory. */
@Command(
    name = "reset",
    description = {
      "Remove all credentials and the PIN of a security key, for good. Needs no PIN.",
      "Keys allow it only within 10 seconds after they were plugged in, and want a touch. At a"
          + " terminal you are told to plug the key in again; a script does so first.",
      "Asks first; without a terminal and without --yes, what would be lost is said and no more. A"
          + " key that is not simulated must be named."
    },
    footer = {"%nExample:", "  countersign fido reset --token fido:serial=12345678"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class FidoReset implements Callable<Integer> {
  private static final String PURPOSE = "reset the key";

  private final Invocation invocation;

  @Mixin private KeyOption key;
  @Mixin private Consent consent;

  FidoReset(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (TokenSession session = key.open(invocation)) {
      Token found = key.findNamed(session);
      Capabilities.settings(found);
      String loss =
          "this would remove the PIN and all credentials of %s; no site that knows the key would"
              + " let it in any more";
      if (!found.simulated() && !key.namesOne()) {
        throw Failure.usage(
            loss.formatted(found.uri()) + ", and the command does not name it",
            "name the key that is meant: --token " + found.uri());
      }
      consent.require(invocation, loss.formatted(found.uri()));
      reset(session, found);
      invocation.note("%s is as it left the factory.".formatted(found.uri()));
      invocation.note("Next: countersign fido pin set");
    }
    return 0;
  }

  private void reset(TokenSession session, Token found) {
    try {
      reset(found);
    } catch (TokenException.Refused refused) {
      if (!isTooLate(refused) || !Replug.askable(invocation)) {
        throw refused;
      }
      reset(new Replug(invocation, session).await(found));
    }
  }

  private static boolean isTooLate(TokenException.Refused refused) {
    return refused.status().filter(status -> status.startsWith("CTAP 30")).isPresent();
  }

  /** Ctrl-C ends it: a key that goes on blinking would be reset by the next touch. */
  private static void reset(Token key) {
    try (EndedWithProgram end = new EndedWithProgram()) {
      Capabilities.settings(key)
          .reset(new Ceremony(PURPOSE, Ceremony.USUAL_PATIENCE, end.cancellation()));
    }
  }
}
