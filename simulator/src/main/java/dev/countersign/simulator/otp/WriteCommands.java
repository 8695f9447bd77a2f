package dev.countersign.simulator.otp;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Refusal;
import dev.countersign.simulator.apdu.Response;
import dev.countersign.simulator.apdu.Status;
import java.util.Arrays;
import java.util.Optional;

/**
 * Commands that change slots ([YK-OTP] configuration). All answer the status structure; the host
 * sees from the program sequence in it whether anything was changed.
 */
final class WriteCommands {
  private final OtpCard card;

  WriteCommands(OtpCard card) {
    this.card = card;
  }

  /** The status structure: version, program sequence, and what the slots are, little-endian. */
  Response status() {
    OtpState state = card.state();
    int level = 0;
    for (int number = 1; number <= 2; number++) {
      Optional<SlotConfiguration> slot = state.slot(number).map(Slot::configuration);
      level |= slot.isPresent() ? number : 0;
      level |= slot.filter(SlotConfiguration::touched).isPresent() ? number << 2 : 0;
      level |= slot.filter(SlotConfiguration::ledInverted).isPresent() ? 0x10 : 0;
    }
    byte[] version = card.features().firmware().bytes();
    return Response.ok(
        new byte[] {
          version[0], version[1], version[2], (byte) card.session().sequence(), (byte) level, 0
        });
  }

  /** Programs a slot; zeros empty it. The access code of what is there is asked for. */
  Response write(int number, Command command) throws Refusal {
    byte[] data = data(command, SlotConfiguration.BYTES);
    authorize(number, code(command));
    if (Arrays.equals(data, new byte[SlotConfiguration.BYTES])) {
      OtpState emptied = card.state().with(number, null);
      return commit(emptied, emptied.empty());
    }
    SlotConfiguration configuration = new SlotConfiguration(data);
    Refusal.unless(configuration.valid(), Status.INCORRECT_DATA);
    return commit(card.state().with(number, Slot.programmed(configuration)), false);
  }

  /** Changes flags and access code of a slot that allows it; of others nothing. */
  Response update(int number, Command command) throws Refusal {
    SlotConfiguration changes = new SlotConfiguration(data(command, SlotConfiguration.BYTES));
    Refusal.unless(changes.valid(), Status.INCORRECT_DATA);
    authorize(number, code(command));
    Optional<Slot> slot = card.state().slot(number);
    if (slot.isEmpty() || !slot.get().configuration().allowsUpdate()) {
      return status();
    }
    Slot updated = slot.get().with(slot.get().configuration().updatedBy(changes));
    return commit(card.state().with(number, updated), false);
  }

  /** Exchanges the slots with their access codes, for which nobody is asked. */
  Response swap(Command command) throws Refusal {
    int length = command.data().length;
    Refusal.unless(
        length == 0 || length == SlotConfiguration.ACCESS_CODE_BYTES, Status.WRONG_LENGTH);
    return card.state().empty() ? status() : commit(card.state().swapped(), false);
  }

  /** Keeps what a telephone reads from a slot: nothing else comes of it. */
  Response ndef(int number, Command command) throws Refusal {
    Refusal.unless(card.features().ndef(), Status.INCORRECT_P1_P2);
    byte[] data = data(command, Slot.NDEF_BYTES);
    authorize(number, code(command));
    Refusal.unless((data[0] & 0xFF) <= Slot.NDEF_BYTES - 2, Status.INCORRECT_DATA);
    Optional<Slot> slot = card.state().slot(number);
    return slot.isEmpty()
        ? status()
        : commit(card.state().with(number, slot.get().withNdef(data)), false);
  }

  /** Keeps what characters are typed by which scan codes. Any slot's access code is asked for. */
  Response scanMap(Command command) throws Refusal {
    byte[] map = data(command, ScanCodes.MAP_BYTES);
    for (int number = 1; number <= 2; number++) {
      authorize(number, code(command));
    }
    return commit(card.state().withScanMap(map), false);
  }

  /** The settings of the token were changed, which counts as a write of this applet. */
  Response settingsWritten() {
    card.session().count(false);
    return status();
  }

  private Response commit(OtpState next, boolean lastSlotEmptied) {
    card.memory().commit(next);
    card.session().count(lastSlotEmptied);
    return status();
  }

  /** The data before the access code. */
  private static byte[] data(Command command, int bytes) throws Refusal {
    Refusal.unless(
        command.data().length == bytes + SlotConfiguration.ACCESS_CODE_BYTES, Status.WRONG_LENGTH);
    return Arrays.copyOf(command.data(), bytes);
  }

  private static byte[] code(Command command) {
    byte[] data = command.data();
    return Arrays.copyOfRange(data, data.length - SlotConfiguration.ACCESS_CODE_BYTES, data.length);
  }

  /** Asks for the access code of a slot; slot 1 may forbid changes of slot 2. */
  private void authorize(int number, byte[] code) throws Refusal {
    Optional<SlotConfiguration> slot = card.state().slot(number).map(Slot::configuration);
    boolean forbidden =
        number == 2
            && slot.filter(SlotConfiguration::protectsSlot2).isEmpty()
            && card.state()
                .slot(1)
                .filter(first -> first.configuration().protectsSlot2())
                .isPresent();
    Refusal.unless(
        !forbidden && (slot.isEmpty() || slot.get().opensWith(code)),
        Status.SECURITY_STATUS_NOT_SATISFIED);
  }
}
