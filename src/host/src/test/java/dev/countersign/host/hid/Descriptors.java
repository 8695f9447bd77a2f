package dev.countersign.host.hid;

import java.util.HexFormat;

/** Report descriptors as devices have them. */
final class Descriptors {
  private static final HexFormat HEX = HexFormat.of();

  /** A FIDO device, as CTAP prints it: two reports of 64 bytes. */
  static final String FIDO = "06D0F10901A1010920150026FF007508954081020921150026FF00750895409102C0";

  /** [HID1.11] E.6: the boot keyboard. */
  static final String KEYBOARD =
      "05010906A101050719E029E71500250175019508810295017508810195057501050819012905910295017503"
          + "910195067508150025650507190029658100C0";

  /** [HID1.11] E.10: the boot mouse. */
  static final String MOUSE =
      "05010902A1010901A1000509190129031500250195037501810295017505810105010930093115812"
          + "57F750895028106C0C0";

  /** The interface by which a YubiKey types: a keyboard with a feature report. */
  static final String YUBIKEY_KEYBOARD =
      "05010906A101050719E029E71500250175019508810295017508810195057501050819012905910295017503"
          + "91019506750815002565050719002965810009037508"
          + "9508B102C0";

  private Descriptors() {}

  static byte[] bytes(String hex) {
    return HEX.parseHex(hex);
  }
}
