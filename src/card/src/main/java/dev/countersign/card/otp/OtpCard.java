package dev.countersign.card.otp;

import dev.countersign.card.apdu.ApduExchange;
import dev.countersign.card.apdu.ApduForm;
import dev.countersign.card.apdu.StatusWord;
import dev.countersign.card.application.CardApplication;
import dev.countersign.card.application.Task;
import dev.countersign.device.Lane;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The card during one piece of work on its lane. All its commands are short. */
final class OtpCard extends CardApplication {
  private static final byte[] AID = HexFormat.of().parseHex("A0000005272001");

  OtpCard(Lane lane, ApduChannel channel, Task task) {
    super(
        "OTP",
        AID,
        lane,
        task,
        new ApduExchange(channel, new ApduForm(false), task.name(), task.operation()));
  }

  /** The notes of a selection within the running transaction. */
  OtpNotes notes() throws ChannelException {
    return freshNotes(OtpNotes.class);
  }

  /** Whether the card has the application. */
  boolean isThere() throws ChannelException {
    return hasFreshNotes(OtpNotes.class) || trySelect();
  }

  /** A token that has more than it shows over this interface refuses by 6985. */
  @Override
  protected boolean saysAbsent(StatusWord status) {
    return super.saysAbsent(status) || status.equals(StatusWord.CONDITIONS_NOT_SATISFIED);
  }

  @Override
  protected Lane.@Nullable State noted(byte[] answer) {
    Optional<SlotStates> states = SlotStates.parse(answer);
    return states.isPresent() ? new OtpNotes(states.get()) : null;
  }
}
