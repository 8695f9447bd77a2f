package dev.countersign.card.oath;

import dev.countersign.card.apdu.ApduExchange;
import dev.countersign.card.apdu.ApduForm;
import dev.countersign.card.apdu.Continuation;
import dev.countersign.card.apdu.StatusWord;
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

  /** The notes of a selection within the running transaction. */
  OathNotes notes() throws ChannelException {
    return freshNotes(OathNotes.class);
  }

  /** Whether the card has the application. */
  boolean isThere() throws ChannelException {
    return hasFreshNotes(OathNotes.class) || trySelect();
  }

  /** A token that has more than it shows over this interface refuses by 6985. */
  @Override
  protected boolean saysAbsent(StatusWord status) {
    return super.saysAbsent(status) || status.equals(StatusWord.CONDITIONS_NOT_SATISFIED);
  }

  @Override
  protected Lane.@Nullable State noted(byte[] answer) throws TlvException {
    Optional<OathSelection> selection = OathSelection.parse(answer);
    return selection.isPresent() ? new OathNotes(selection.get()) : null;
  }
}
