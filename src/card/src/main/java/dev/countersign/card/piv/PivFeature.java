package dev.countersign.card.piv;

import dev.countersign.card.application.Firmware;

/** What a card may be able to do beyond the standard ([YK-PIV]), and since which firmware. */
public enum PivFeature {
  /** Tells its firmware version. */
  VERSION(0, 0),
  /** Takes private keys from outside. */
  IMPORT(0, 0),
  /** The number of tries can be set. */
  SET_RETRIES(0, 0),
  /** Can be reset by blocking PIN and PUK. */
  RESET(0, 0),
  /** The management key can be changed. */
  SET_MANAGEMENT_KEY(0, 0),
  /** Keys have PIN and touch policies. */
  POLICIES(4, 0),
  /** Attests keys. */
  ATTESTATION(4, 3),
  /** A touch can be remembered for 15 seconds. */
  TOUCH_CACHED(4, 3),
  /** Tells its serial number inside the PIV application. */
  SERIAL(5, 0),
  /** Tells algorithm, policies, origin and public half of keys, and whether PINs are factory's. */
  METADATA(5, 3),
  /** The management key can be an AES key. */
  AES_MANAGEMENT_KEY(5, 4),
  /** RSA keys of 3072 and 4096 bits, Ed25519 and X25519. */
  LARGE_RSA_AND_25519(5, 7),
  /** Keys can be moved and deleted. */
  MOVE_KEY(5, 7);

  private final int major;
  private final int minor;

  PivFeature(int major, int minor) {
    this.major = major;
    this.minor = minor;
  }

  /** Whether firmware of this version has it. A hint where the maker is not known. */
  boolean in(Firmware firmware) {
    return firmware.compareTo(new Firmware(major, minor, 0)) >= 0;
  }
}
