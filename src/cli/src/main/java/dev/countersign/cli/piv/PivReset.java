package dev.countersign.cli.piv;

import dev.countersign.card.piv.PivAdministration;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import dev.countersign.device.TokenKey;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sets a PIV application back to how it left the factory. */
@Command(
    name = "reset",
    description = {
      "Destroy all keys and certificates and set all back to factory values.",
      "Without --destroy-all-keys nothing is done, and what would be lost is said. A token that is"
          + " not simulated must be named by its serial number."
    },
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
    try (TokenSession session = invocation.open()) {
      Token found = token.find(session);
      List<TokenKey> keys = session.keys(found);
      if (!meant) {
        throw Failure.usage(
            "a reset of %s would destroy %s".formatted(found.uri(), losses(keys)),
            "say that it is meant with --destroy-all-keys");
      }
      if (!found.simulated() && !token.namesSerial()) {
        throw Failure.usage(
            "a reset of %s would destroy %s, and the command does not name it"
                .formatted(found.uri(), losses(keys)),
            "name the token that is meant: --token " + found.uri());
      }
      found.require(PivAdministration.class).reset();
      invocation.note(
          "%s is as it left the factory; lost: %s.".formatted(found.uri(), losses(keys)));
      invocation.note("Next: countersign piv setup");
    }
    return 0;
  }

  /** What nobody can bring back, in words. */
  private static String losses(List<TokenKey> keys) {
    if (keys.isEmpty()) {
      return "no key that it tells of, and all other content";
    }
    return keys.stream().map(PivReset::loss).collect(Collectors.joining(", "));
  }

  private static String loss(TokenKey key) {
    return "the key in %s (%s%s)"
        .formatted(
            key.uri().attribute("slot").orElse("?"),
            key.algorithm().externalName(),
            key.certificateChain().isEmpty()
                ? ""
                : ", certificate for "
                    + key.certificateChain()
                        .get(0)
                        .getSubjectX500Principal()
                        .getName()
                        .replaceAll("\\p{Cntrl}", "?"));
  }
}
