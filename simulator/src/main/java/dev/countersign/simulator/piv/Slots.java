package dev.countersign.simulator.piv;

/** Key references ([SP800-73-4/1] key references; [YK-PIV] for F9). */
final class Slots {
  static final int AUTHENTICATION = 0x9A;
  static final int MANAGEMENT = 0x9B;
  static final int SIGNATURE = 0x9C;
  static final int KEY_MANAGEMENT = 0x9D;
  static final int CARD_AUTHENTICATION = 0x9E;
  static final int RETIRED_FIRST = 0x82;
  static final int RETIRED_LAST = 0x95;
  static final int ATTESTATION = 0xF9;
  static final int PIN = 0x80;
  static final int PUK = 0x81;

  private Slots() {}

  static boolean isRetired(int slot) {
    return slot >= RETIRED_FIRST && slot <= RETIRED_LAST;
  }

  /** The four keys of the standard. */
  static boolean isStandard(int slot) {
    return slot == AUTHENTICATION
        || slot == SIGNATURE
        || slot == KEY_MANAGEMENT
        || slot == CARD_AUTHENTICATION;
  }

  /** Keys of the card holder: not the attestation key. */
  static boolean isUserKey(int slot) {
    return isStandard(slot) || isRetired(slot);
  }

  /** Every reference that can hold an asymmetric key. */
  static boolean isKey(int slot) {
    return isUserKey(slot) || slot == ATTESTATION;
  }
}
