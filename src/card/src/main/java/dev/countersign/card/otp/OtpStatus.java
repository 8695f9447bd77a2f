package dev.countersign.card.otp;

import java.util.List;

/**
 * What the OTP application says.
 *
 * @param version its version: {@code 5.7.4}
 * @param slots of slot 1 and slot 2
 */
public record OtpStatus(String version, List<Slot> slots) {
  /** Copies the list. */
  public OtpStatus {
    slots = List.copyOf(slots);
  }

  /**
   * What it says of a slot; it does not say which kind of secret is in it.
   *
   * @param number 1 or 2
   * @param programmed whether anything is in it
   * @param touch whether a touch is what sets it off
   */
  public record Slot(int number, boolean programmed, boolean touch) {}
}
