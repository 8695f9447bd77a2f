package dev.countersign.card.application;

import dev.countersign.card.apdu.ApduExchange;
import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.card.apdu.ResponseApdu;
import dev.countersign.card.apdu.StatusWord;
import dev.countersign.device.Lane;
import dev.countersign.device.TokenException;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.TlvException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One application of the card during one piece of work on its lane. */
public abstract class CardApplication {
  private static final int INS_SELECT = 0xA4;

  private static final Set<Integer> APPLICATION_ABSENT =
      Set.of(0x6A82, 0x6A86, 0x6A81, 0x6A80, 0x6A87, 0x6A88, 0x6999, 0x6B00, 0x6D00, 0x6E00);

  private final String label;
  private final byte[] aid;
  private final Lane lane;
  private final Task task;
  private final ApduExchange exchange;

  /**
   * The application of this AID.
   *
   * @param label what to call it in errors: {@code PIV}
   */
  protected CardApplication(String label, byte[] aid, Lane lane, Task task, ApduExchange exchange) {
    this.label = label;
    this.aid = aid.clone();
    this.lane = lane;
    this.task = task;
    this.exchange = exchange;
  }

  /** The lane that the work is on. */
  public Lane lane() {
    return lane;
  }

  /** What is being done. */
  public Task task() {
    return task;
  }

  /** Whether no other program can have selected another application since we did. */
  public boolean fresh() {
    return lane.selectedInTransaction();
  }

  /**
   * Selects the application ([ISO7816-4] SELECT).
   *
   * @return whether the card has it
   */
  public boolean trySelect() throws ChannelException {
    lane.deselected();
    ResponseApdu response = exchange.send(CommandApdu.of(INS_SELECT, 0x04, 0x00, aid));
    if (saysAbsent(response.status())) {
      return false;
    }
    if (!response.isSuccess()) {
      throw Task.refused(
          task.name(), "select the %s application".formatted(label), response.status());
    }
    try {
      Lane.@Nullable State notes = noted(response.data());
      if (notes != null) {
        lane.selected(notes);
      }
      return notes != null;
    } catch (TlvException e) {
      throw badResponse("its answer to SELECT cannot be read", e);
    }
  }

  /** Whether a card answers so to SELECT that does not have the application. */
  protected boolean saysAbsent(StatusWord status) {
    return APPLICATION_ABSENT.contains(status.value());
  }

  /**
   * Reads the answer to SELECT.
   *
   * @return what is to be noted of the selection; null when it is not this application that answers
   * @throws TlvException when the answer cannot be read
   */
  protected abstract Lane.@Nullable State noted(byte[] answer) throws TlvException;

  /** Selects the application of a card that is known to have it. */
  public void select() throws ChannelException {
    if (!trySelect()) {
      throw new TokenException.Removed(
          task.name(), task.operation(), "another card sits in the reader now", null);
    }
  }

  /** Selects unless that was done within the running transaction. */
  public void ensureFresh() throws ChannelException {
    if (!fresh()) {
      select();
    }
  }

  /**
   * The notes of a selection within the running transaction; selects when there is none. What was
   * selected before it another program may have changed, and some commands must not reach another
   * application.
   *
   * @param type what {@link #noted} makes
   */
  protected <S extends Lane.State> S freshNotes(Class<S> type) throws ChannelException {
    if (!hasFreshNotes(type)) {
      select();
    }
    Lane.@Nullable State notes = lane.state();
    if (notes == null) {
      throw new IllegalStateException("selecting left no notes");
    }
    return type.cast(notes);
  }

  /** Whether the selection that {@link #freshNotes} gives is there already. */
  protected boolean hasFreshNotes(Class<? extends Lane.State> type) {
    return fresh() && type.isInstance(lane.state());
  }

  /** Discards the notes, so that the next work selects anew. */
  public void forget() {
    lane.deselected();
  }

  /** Selects another application, whose commands may then be sent; the state of this is lost. */
  public boolean leaveFor(byte[] other) throws ChannelException {
    lane.deselected();
    ResponseApdu response = exchange.send(CommandApdu.of(INS_SELECT, 0x04, 0x00, other));
    if (!response.isSuccess() && !APPLICATION_ABSENT.contains(response.status().value())) {
      throw new UnexpectedStatus(response.status());
    }
    return response.isSuccess();
  }

  /** Sends a command and returns whatever comes. */
  public ResponseApdu send(CommandApdu command) throws ChannelException {
    return exchange.send(command);
  }

  /**
   * Sends a command that needs no state of the card and changes none. When it is refused and
   * another program may have selected another application since we did, selects and asks again.
   */
  public ResponseApdu ask(CommandApdu command) throws ChannelException {
    ResponseApdu response = exchange.send(command);
    if (!response.isSuccess() && !fresh()) {
      select();
      return exchange.send(command);
    }
    return response;
  }

  /** Sends a command that must succeed, and returns the data of its response. */
  public byte[] require(CommandApdu command) throws ChannelException {
    ResponseApdu response = exchange.send(command);
    if (!response.isSuccess()) {
      throw new UnexpectedStatus(response.status());
    }
    return response.data();
  }

  /** An error that says that the card answered what it must not. */
  public TokenException badResponse(String what, @Nullable Exception cause) {
    return new TokenException.BadResponse(
        task.name(), task.operation(), "the token does not keep to the protocol: " + what, cause);
  }

  /** An error that says that the card answered what it must not. */
  public TokenException badResponse(String what) {
    return badResponse(what, null);
  }
}
