package dev.countersign.cli.otp;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.host.pin.Dialogue;
import java.io.IOException;
import java.util.Optional;

/** What is lost when a slot is written, and whether that is meant. */
final class Loss {
  private Loss() {}

  /**
   * Goes on when nothing is lost, or when it is meant.
   *
   * @param meant whether the command line says so
   * @param option by which it does
   */
  static void consent(Invocation invocation, Slot slot, boolean meant, String option) {
    if (meant || !slot.programmed()) {
      return;
    }
    String loss = words(slot);
    Optional<Dialogue> dialogue = invocation.surroundings().dialogue().get();
    if (dialogue.isEmpty()) {
      throw Failure.usage(loss, "say that it is meant with " + option);
    }
    try {
      if (!dialogue.get().confirms(loss + ".")) {
        throw new Failure(
            ExitCode.FAILED, slot + " was left as it is", "type yes when it is meant");
      }
    } catch (IOException e) {
      throw Failure.file("cannot ask at", "the terminal", e);
    }
  }

  private static String words(Slot slot) {
    return slot.number() == 1
        ? slot
            + " is programmed, and what is in it cannot be had back; slot 1 of a new YubiKey holds"
            + " the Yubico OTP credential that its maker put there"
        : slot + " is programmed, and what is in it cannot be had back";
  }
}
