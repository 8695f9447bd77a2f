package dev.countersign.card.piv;

import dev.countersign.card.apdu.ApduExchange;
import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.card.apdu.ResponseApdu;
import dev.countersign.device.Lane;
import dev.countersign.device.TokenException;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.TlvException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** The card during one piece of work on its lane. */
final class PivCard {
  private static final int INS_SELECT = 0xA4;

  /** Without the version: some cards refuse the five bytes of the RID alone, some the version. */
  private static final byte[] AID = HexFormat.of().parseHex("A00000030800001000");

  private static final Set<Integer> APPLICATION_ABSENT =
      Set.of(0x6A82, 0x6A86, 0x6A81, 0x6A80, 0x6A87, 0x6A88, 0x6999, 0x6B00, 0x6D00, 0x6E00);

  private final Lane lane;
  private final CardFacts facts;
  private final Task task;
  private final ApduExchange exchange;

  PivCard(Lane lane, ApduChannel channel, CardFacts facts, Task task) {
    this.lane = lane;
    this.facts = facts;
    this.task = task;
    this.exchange = new ApduExchange(channel, facts.form(), task.name(), task.operation());
  }

  CardFacts facts() {
    return facts;
  }

  Task task() {
    return task;
  }

  /** The notes of the selection that is current; selects when there is none. */
  PivNotes notes() throws ChannelException {
    if (!(lane.state() instanceof PivNotes)) {
      select();
    }
    if (lane.state() instanceof PivNotes notes) {
      return notes;
    }
    throw new IllegalStateException("selecting left no notes");
  }

  /** Whether no other program can have selected another application since we did. */
  boolean fresh() {
    return lane.selectedInTransaction();
  }

  /**
   * Selects the PIV application ([SP800-73-4/2] 3.1.1).
   *
   * @return whether the card has one
   */
  boolean trySelect() throws ChannelException {
    lane.deselected();
    ResponseApdu response = exchange.send(CommandApdu.of(INS_SELECT, 0x04, 0x00, AID));
    if (APPLICATION_ABSENT.contains(response.status().value())) {
      return false;
    }
    if (!response.isSuccess()) {
      throw Task.refused(task.name(), "select the PIV application", response.status());
    }
    try {
      Optional<PropertyTemplate> template = PropertyTemplate.parse(response.data());
      template.ifPresent(facts::template);
      if (template.isPresent()) {
        lane.selected(new PivNotes(facts));
      }
      return template.isPresent();
    } catch (TlvException e) {
      throw badResponse("its answer to SELECT cannot be read", e);
    }
  }

  /** Selects the PIV application of a card that is known to have one. */
  void select() throws ChannelException {
    if (!trySelect()) {
      throw new TokenException.Removed(
          task.name(), task.operation(), "another card sits in the reader now", null);
    }
  }

  /** Selects unless that was done within the running transaction. */
  void ensureFresh() throws ChannelException {
    if (!fresh()) {
      select();
    }
  }

  /** Discards the notes, so that the next work selects anew. */
  void forget() {
    lane.deselected();
  }

  /** Selects another application, whose commands may then be sent; PIV state is lost by that. */
  boolean leaveFor(byte[] aid) throws ChannelException {
    lane.deselected();
    ResponseApdu response = exchange.send(CommandApdu.of(INS_SELECT, 0x04, 0x00, aid));
    if (!response.isSuccess() && !APPLICATION_ABSENT.contains(response.status().value())) {
      throw new UnexpectedStatus(response.status());
    }
    return response.isSuccess();
  }

  /** Sends a command and returns whatever comes. */
  ResponseApdu send(CommandApdu command) throws ChannelException {
    return exchange.send(command);
  }

  /**
   * Sends a command that needs no state of the card and changes none. When it is refused and
   * another program may have selected another application since we did, selects and asks again.
   */
  ResponseApdu ask(CommandApdu command) throws ChannelException {
    ResponseApdu response = exchange.send(command);
    if (!response.isSuccess() && !fresh()) {
      select();
      return exchange.send(command);
    }
    return response;
  }

  /** Sends a command that must succeed, and returns the data of its response. */
  byte[] require(CommandApdu command) throws ChannelException {
    ResponseApdu response = exchange.send(command);
    if (!response.isSuccess()) {
      throw new UnexpectedStatus(response.status());
    }
    return response.data();
  }

  /** An error that says that the card answered what it must not. */
  TokenException badResponse(String what, Exception cause) {
    return new TokenException.BadResponse(
        task.name(), task.operation(), "the token does not keep to the protocol: " + what, cause);
  }

  /** An error that says that the card answered what it must not. */
  TokenException badResponse(String what) {
    return new TokenException.BadResponse(
        task.name(), task.operation(), "the token does not keep to the protocol: " + what, null);
  }
}
