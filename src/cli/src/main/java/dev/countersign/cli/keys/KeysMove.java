package dev.countersign.cli.keys;

import dev.countersign.card.piv.PivAdministration;
import dev.countersign.card.piv.PivSlot;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Moves a key to another slot. */
@Command(
    name = "move",
    description = {
      "Move a key and its certificate to another slot of the same token.",
      "YubiKeys have this since firmware 5.7. A key keeps its policies where it goes."
    },
    footer = {"%nExample:", "  countersign keys move piv:slot=9d piv:slot=82"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeysMove implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(index = "0", paramLabel = "FROM", description = "The key, with its slot.")
  private TokenUri from;

  @Parameters(index = "1", paramLabel = "TO", description = "The slot it goes to.")
  private TokenUri to;

  @Option(
      names = "--overwrite",
      description = "Replace the key that is there, for good, and its certificate.")
  private boolean overwrite;

  KeysMove(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    PivSlot source = KeySlots.of(from);
    PivSlot target = KeySlots.of(to);
    if (source == target) {
      throw Failure.usage("a key is moved to another slot than it is in", "name another TO");
    }
    try (TokenSession session = invocation.open()) {
      Token token = session.find(from);
      if (!isOn(token)) {
        throw Failure.usage(
            "a key cannot move to another token", "name two slots of the same token");
      }
      session.key(from);
      TokenUri there = Places.full(token, to);
      Places.requireFree(session, there, overwrite);
      token.require(PivAdministration.class).moveKey(source, target);
      invocation.note("The key of %s is in %s now.".formatted(Places.full(token, from), there));
    }
    return 0;
  }

  private boolean isOn(Token token) {
    return to.without("slot").without("reader").matches(token.uri())
        && to.attribute("reader").map(token.reader()::equals).orElse(true);
  }
}
