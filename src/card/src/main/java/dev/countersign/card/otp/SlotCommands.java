package dev.countersign.card.otp;

import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.card.apdu.ResponseApdu;
import dev.countersign.card.apdu.StatusWord;
import dev.countersign.card.application.Answers;
import dev.countersign.card.application.Task;
import dev.countersign.card.application.TouchNotices;
import dev.countersign.card.application.UnexpectedStatus;
import dev.countersign.device.Presence;
import dev.countersign.device.TokenException;
import dev.countersign.device.TouchPolicy;
import dev.countersign.wire.ChannelException;
import java.util.Arrays;
import java.util.Optional;

/** The commands of the application ([YK-OTP]); what is to be done is in P1 of one instruction. */
final class SlotCommands implements OtpSlots {
  private static final int INS_REQUEST = 0x01;
  private static final CommandApdu STATUS = CommandApdu.of(0x03, 0, 0);
  private static final int[] WRITE = {0x01, 0x03};
  private static final int[] HMAC = {0x30, 0x38};
  private static final int SWAP = 0x06;
  private static final int HMAC_BYTES = 20;

  private final OtpSession session;

  SlotCommands(OtpSession session) {
    this.session = session;
  }

  private static void requireSlot(int slot) {
    if (slot != 1 && slot != 2) {
      throw new IllegalArgumentException("the slots are 1 and 2");
    }
  }

  /** The name of a slot: {@code otp:serial=12345678;slot=2}. */
  String name(int slot) {
    return session.knownUri().with("slot", Integer.toString(slot)).toString();
  }

  private Task task(int slot, String operation) {
    requireSlot(slot);
    return Task.of(name(slot), operation);
  }

  SlotStates states() {
    return session.run(session.task("ask what its slots hold"), card -> card.notes().states());
  }

  @Override
  public OtpStatus status() {
    return states().shown();
  }

  @Override
  public byte[] challenge(int slot, byte[] challenge) {
    byte[] padded = Challenge.padded(challenge);
    return session.run(task(slot, "answer a challenge"), card -> challenge(card, slot, padded));
  }

  private byte[] challenge(OtpCard card, int slot, byte[] padded) throws ChannelException {
    SlotStates states = card.notes().states();
    requireProgrammed(card.task(), states, slot);
    CommandApdu command = CommandApdu.of(INS_REQUEST, HMAC[slot - 1], 0, padded);
    TouchPolicy touch = states.touch(slot) ? TouchPolicy.ALWAYS : TouchPolicy.NEVER;
    Task task = card.task();
    ResponseApdu response;
    Presence.Notice notice =
        TouchNotices.watch(
            session.ports().presence(),
            Optional.of(touch),
            task.name(),
            task.operation() + " with " + task.name());
    try {
      response = card.send(command);
    } finally {
      notice.close();
    }
    if (response.status().equals(StatusWord.CONDITIONS_NOT_SATISFIED) && states.touch(slot)) {
      throw new TokenException.TouchNotGiven(task.name(), task.operation());
    }
    boolean somethingElse =
        response.status().equals(StatusWord.INCORRECT_DATA)
            || (response.isSuccess() && response.data().length == 0);
    if (somethingElse) {
      throw new TokenException.NoKey(
          task.name(),
          task.operation(),
          "slot %d holds something else than a secret for challenges".formatted(slot),
          "see what there is with countersign otp status, or program the slot");
    }
    if (!response.isSuccess()) {
      throw new UnexpectedStatus(response.status());
    }
    if (response.data().length != HMAC_BYTES) {
      throw card.badResponse("its answer has %d bytes".formatted(response.data().length));
    }
    return response.data();
  }

  private static void requireProgrammed(Task task, SlotStates states, int slot) {
    if (!states.programmed(slot)) {
      throw new TokenException.NoKey(
          task.name(),
          task.operation(),
          "slot %d is empty".formatted(slot),
          "program it with countersign otp program");
    }
  }

  @Override
  public void program(int slot, SlotConfiguration configuration, AccessCodes codes) {
    write(slot, SlotRecord.of(configuration, codes), "program the slot", false);
  }

  @Override
  public void delete(int slot, AccessCodes codes) {
    write(slot, SlotRecord.empty(codes), "empty the slot", true);
  }

  private void write(int slot, byte[] record, String operation, boolean programmedOnly) {
    CommandApdu command = CommandApdu.secret(INS_REQUEST, WRITE[index(slot)], 0, record);
    try {
      session.run(
          task(slot, operation),
          card -> {
            if (programmedOnly) {
              requireProgrammed(card.task(), card.notes().states(), slot);
            }
            return change(card, command);
          });
    } finally {
      Arrays.fill(record, (byte) 0);
    }
  }

  private static int index(int slot) {
    requireSlot(slot);
    return slot - 1;
  }

  @Override
  public void swap() {
    byte[] code = new byte[AccessCodes.LENGTH_BYTES];
    CommandApdu command = CommandApdu.of(INS_REQUEST, SWAP, 0, code);
    session.run(session.task("exchange the slots"), card -> change(card, command));
  }

  /** Sends what changes something, once, and looks whether it did. */
  private static boolean change(OtpCard card, CommandApdu command) throws ChannelException {
    OtpNotes notes = card.notes();
    card.task().changesToken();
    ResponseApdu response = card.send(command);
    if (response.isSuccess() && response.data().length == 0) {
      response = card.send(STATUS);
    }
    StatusWord status = response.status();
    if (status.equals(StatusWord.SECURITY_STATUS_NOT_SATISFIED)) {
      throw isProtected(card.task(), Optional.of(status));
    }
    if (Answers.isSilence(status)) {
      throw new TokenException.Unsupported(
          card.task().name(),
          card.task().operation(),
          "this token does not do that over a reader (%s)".formatted(status),
          "use its maker's tool on another connection, or another token");
    }
    if (!response.isSuccess()) {
      throw new UnexpectedStatus(status);
    }
    SlotStates after =
        SlotStates.parse(response.data())
            .orElseThrow(() -> card.badResponse("it does not say whether it was changed"));
    boolean changed = notes.states().changedTo(after);
    notes.states(after);
    if (!changed) {
      throw isProtected(card.task(), Optional.empty());
    }
    return true;
  }

  private static TokenException isProtected(Task task, Optional<StatusWord> status) {
    return new TokenException.Refused(
        task.name(),
        task.operation(),
        "the token changed nothing: an access code protects the slot, or the one given is wrong",
        status.map(StatusWord::toString).orElse(null),
        "give the access code that the slot was programmed with");
  }
}
