package dev.countersign.card.oath;

import dev.countersign.card.apdu.ApduExchange;
import dev.countersign.card.apdu.ApduForm;
import dev.countersign.card.apdu.Continuation;
import dev.countersign.card.application.CardApplication;
import dev.countersign.card.application.Task;
import dev.countersign.device.Lane;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.TlvException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The card during one piece of work on its lane. All its commands are short, which every token
 * takes; it hands on long answers by SEND REMAINING in any case.
 */
final class OathCard extends CardApplication {
  private static final byte[] AID = HexFormat.of().parseHex("A0000005272101");

  OathCard(Lane lane, ApduChannel channel, Task task) {
    super(
        "OATH",
        AID,
        lane,
        task,
        new ApduExchange(
            channel,
            new ApduForm(false),
            task.name(),
            task.operation(),
            Continuation.SEND_REMAINING));
  }

  /**
   * The notes of a selection within the running transaction: what was selected before it another
   * program may have changed, and some commands must not reach another application.
   */
  OathNotes notes() throws ChannelException {
    if (fresh() && lane().state() instanceof OathNotes notes) {
      return notes;
    }
    select();
    if (lane().state() instanceof OathNotes notes) {
      return notes;
    }
    throw new IllegalStateException("selecting left no notes");
  }

  @Override
  protected Lane.@Nullable State noted(byte[] answer) throws TlvException {
    Optional<OathSelection> selection = OathSelection.parse(answer);
    return selection.isPresent() ? new OathNotes(selection.get()) : null;
  }
}
