package dev.countersign.card.piv;

import dev.countersign.card.apdu.ApduExchange;
import dev.countersign.card.application.CardApplication;
import dev.countersign.card.application.Task;
import dev.countersign.device.Lane;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.TlvException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The card during one piece of work on its lane; selecting is [SP800-73-4/2] 3.1.1. */
final class PivCard extends CardApplication {
  /** Without the version: some cards refuse the five bytes of the RID alone, some the version. */
  private static final byte[] AID = HexFormat.of().parseHex("A00000030800001000");

  private final CardFacts facts;

  PivCard(Lane lane, ApduChannel channel, CardFacts facts, Task task) {
    super(
        "PIV",
        AID,
        lane,
        task,
        new ApduExchange(channel, facts.form(), task.name(), task.operation()));
    this.facts = facts;
  }

  CardFacts facts() {
    return facts;
  }

  /** The notes of the selection that is current; selects when there is none. */
  PivNotes notes() throws ChannelException {
    if (!(lane().state() instanceof PivNotes)) {
      select();
    }
    if (lane().state() instanceof PivNotes notes) {
      return notes;
    }
    throw new IllegalStateException("selecting left no notes");
  }

  @Override
  protected Lane.@Nullable State noted(byte[] answer) throws TlvException {
    Optional<PropertyTemplate> template = PropertyTemplate.parse(answer);
    template.ifPresent(facts::template);
    return template.isPresent() ? new PivNotes(facts) : null;
  }
}
