package dev.countersign.simulator.otp;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything the applet keeps when power is gone. Never changed: a command makes a new one.
 *
 * @param first slot 1, or null when it is empty
 * @param second slot 2, likewise
 * @param scanMap 45 scan codes for the characters it types, or empty for the usual ones
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never a key
record OtpState(@Nullable Slot first, @Nullable Slot second, byte[] scanMap) {
  static final OtpState FACTORY = new OtpState(null, null, new byte[0]);

  /** The slot with a number, 1 or 2. */
  Optional<Slot> slot(int number) {
    return Optional.ofNullable(number == 1 ? first : second);
  }

  boolean empty() {
    return first == null && second == null;
  }

  /** With another slot; null empties it. */
  OtpState with(int number, @Nullable Slot slot) {
    return number == 1 ? new OtpState(slot, second, scanMap) : new OtpState(first, slot, scanMap);
  }

  OtpState swapped() {
    return new OtpState(second, first, scanMap);
  }

  OtpState withScanMap(byte[] map) {
    return new OtpState(first, second, map);
  }

  /** Does not tell keys. */
  @Override
  public String toString() {
    return "slots " + first + " and " + second;
  }
}
