package dev.countersign.card.otp;

import dev.countersign.card.application.Firmware;
import java.util.List;
import java.util.Optional;

/**
 * The status structure, which the application answers to SELECT and to whatever changes something
 * ([YK-OTP] status).
 *
 * @param version of the application
 * @param sequence counts what is written; 0 while nothing is programmed
 * @param level which slots are programmed, and which a touch sets off: five bits
 */
record SlotStates(Firmware version, int sequence, int level) {
  private static final int MIN_BYTES = 6;
  private static final int MAX_BYTES = 16;
  private static final int LEVEL_BITS = 0x1F;
  private static final int PROGRAMMED = 0x01;
  private static final int TOUCH = 0x04;
  private static final Firmware SEQUENCE_RESTARTS = new Firmware(5, 0, 0);
  private static final Firmware SEQUENCE_GOES_ON = new Firmware(5, 4, 3);

  /** Reads the structure; empty when it is not one. */
  static Optional<SlotStates> parse(byte[] answer) {
    if (answer.length < MIN_BYTES || answer.length > MAX_BYTES) {
      return Optional.empty();
    }
    Firmware version = new Firmware(answer[0] & 0xFF, answer[1] & 0xFF, answer[2] & 0xFF);
    int level = (answer[4] & 0xFF) | (answer[5] & 0xFF) << 8;
    return Optional.of(new SlotStates(version, answer[3] & 0xFF, level & LEVEL_BITS));
  }

  boolean programmed(int slot) {
    return (level & PROGRAMMED << (slot - 1)) != 0;
  }

  /** Whether a touch is what sets the slot off. */
  boolean touch(int slot) {
    return (level & TOUCH << (slot - 1)) != 0;
  }

  /** What a caller may know. */
  OtpStatus shown() {
    return new OtpStatus(version.toString(), List.of(shown(1), shown(2)));
  }

  private OtpStatus.Slot shown(int slot) {
    return new OtpStatus.Slot(slot, programmed(slot), touch(slot));
  }

  /**
   * Whether a change that the application answered with another structure was made. Status words do
   * not say: the sequence counts on by one, or begins anew where nothing is programmed any more,
   * and with some versions at other changes too.
   */
  boolean changedTo(SlotStates after) {
    if (after.sequence == sequence + 1) {
      return true;
    }
    boolean restarts =
        version.compareTo(SEQUENCE_RESTARTS) >= 0 && version.compareTo(SEQUENCE_GOES_ON) < 0;
    return after.sequence == 0 && sequence > 0 && (after.level == 0 || restarts);
  }
}
