package dev.countersign.simulator.piv;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Response;
import dev.countersign.simulator.apdu.Status;
import java.util.Arrays;

/**
 * VERIFY, CHANGE REFERENCE DATA and RESET RETRY COUNTER ([SP800-73-4/2] 3.2), SET PIN RETRIES
 * ([YK-PIV]).
 *
 * <p>A try is taken away and made durable before the comparison's result has any effect, so that
 * pulling the card never wins a guess.
 */
final class PinCommands {
  private static final int P1_CLEAR = 0xFF;
  private static final int SHORTEST_PIN = 6;
  private static final byte PAD = (byte) 0xFF;

  private final PivCard card;

  PinCommands(PivCard card) {
    this.card = card;
  }

  Response verify(Command command) {
    if (command.p2() != Slots.PIN) {
      return Response.of(Status.REFERENCE_NOT_FOUND);
    }
    byte[] data = command.data();
    if (command.p1() == P1_CLEAR && card.features().verifyClears()) {
      if (data.length != 0) {
        return Response.of(Status.INCORRECT_DATA);
      }
      card.session().pinLost();
      return Response.ok();
    }
    if (command.p1() != 0) {
      return Response.of(Status.INCORRECT_P1_P2);
    }
    Reference pin = card.state().pin();
    if (data.length == 0) {
      return card.session().pinVerified() ? Response.ok() : triesLeft(pin);
    }
    if (malformed(data)) {
      return Response.of(Status.INCORRECT_DATA);
    }
    if (!guess(Slots.PIN, data)) {
      return triesLeftAfterGuess(pin, Slots.PIN);
    }
    commit(Slots.PIN, pin.restored());
    card.session().verified();
    return Response.ok();
  }

  Response changeReference(Command command) {
    int which = command.p2();
    if (command.p1() != 0) {
      return Response.of(Status.INCORRECT_P1_P2);
    }
    if (which != Slots.PIN && which != Slots.PUK) {
      return Response.of(Status.REFERENCE_NOT_FOUND);
    }
    byte[] data = command.data();
    if (data.length != 2 * Reference.BYTES) {
      return Response.of(Status.INCORRECT_DATA);
    }
    byte[] old = Arrays.copyOf(data, Reference.BYTES);
    byte[] replacement = Arrays.copyOfRange(data, Reference.BYTES, data.length);
    if (malformed(which, old) || malformed(which, replacement)) {
      return Response.of(Status.INCORRECT_DATA);
    }
    Reference before = reference(which);
    if (!guess(which, old)) {
      return triesLeftAfterGuess(before, which);
    }
    commit(which, before.changed(replacement));
    if (which == Slots.PIN && !card.features().vendor()) {
      card.session().verified();
    }
    return Response.ok();
  }

  Response resetRetryCounter(Command command) {
    if (command.p1() != 0) {
      return Response.of(Status.INCORRECT_P1_P2);
    }
    if (command.p2() != Slots.PIN) {
      return Response.of(Status.REFERENCE_NOT_FOUND);
    }
    byte[] data = command.data();
    if (data.length != 2 * Reference.BYTES) {
      return Response.of(Status.INCORRECT_DATA);
    }
    byte[] puk = Arrays.copyOf(data, Reference.BYTES);
    byte[] newPin = Arrays.copyOfRange(data, Reference.BYTES, data.length);
    if (malformed(newPin)) {
      return Response.of(Status.INCORRECT_DATA);
    }
    Reference before = card.state().puk();
    if (!guess(Slots.PUK, puk)) {
      return triesLeftAfterGuess(before, Slots.PUK);
    }
    PivState state = card.state();
    card.memory().commit(state.withPuk(before.restored()).withPin(state.pin().changed(newPin)));
    return Response.ok();
  }

  /** Sets both retry counters and, as a YubiKey does, both values back to the factory's. */
  Response setRetries(Command command) {
    if (!card.session().managementAuthenticated() || !card.session().pinVerified()) {
      return Response.of(Status.SECURITY_STATUS_NOT_SATISFIED);
    }
    if (command.p1() == 0 || command.p2() == 0) {
      return Response.of(Status.INCORRECT_P1_P2);
    }
    card.memory()
        .commit(
            card.state()
                .withPin(Reference.FACTORY_PIN.withTries(command.p1()))
                .withPuk(Reference.FACTORY_PUK.withTries(command.p2())));
    card.session().pinLost();
    return Response.ok();
  }

  /** Takes one try, makes that durable, and only then says whether the guess was right. */
  private boolean guess(int which, byte[] candidate) {
    Reference before = reference(which);
    if (which == Slots.PIN) {
      card.session().pinLost();
    }
    if (before.blocked()) {
      return false;
    }
    commit(which, before.minusOne());
    return before.matches(candidate);
  }

  private Response triesLeftAfterGuess(Reference before, int which) {
    return before.blocked()
        ? Response.of(Status.AUTHENTICATION_METHOD_BLOCKED)
        : Response.of(Status.triesLeft(reference(which).triesLeft()));
  }

  private static Response triesLeft(Reference reference) {
    return Response.of(
        reference.blocked()
            ? Status.AUTHENTICATION_METHOD_BLOCKED
            : Status.triesLeft(reference.triesLeft()));
  }

  private Reference reference(int which) {
    return which == Slots.PIN ? card.state().pin() : card.state().puk();
  }

  private void commit(int which, Reference changed) {
    PivState state = card.state();
    card.memory().commit(which == Slots.PIN ? state.withPin(changed) : state.withPuk(changed));
  }

  private boolean malformed(int which, byte[] value) {
    return which == Slots.PIN && malformed(value);
  }

  /** [SP800-73-4/2] 2.4.3: six to eight digits, padded with FF. A YubiKey takes any eight bytes. */
  private boolean malformed(byte[] pin) {
    if (pin.length != Reference.BYTES) {
      return true;
    }
    if (card.features().vendor()) {
      return false;
    }
    int digits = 0;
    while (digits < pin.length && pin[digits] >= '0' && pin[digits] <= '9') {
      digits++;
    }
    for (int i = digits; i < pin.length; i++) {
      if (pin[i] != PAD) {
        return true;
      }
    }
    return digits < SHORTEST_PIN;
  }
}
