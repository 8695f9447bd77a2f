package dev.countersign.card.application;

import java.nio.charset.StandardCharsets;

/** Who made a card, as far as its answer to reset says so; it decides which probe goes first. */
public enum Make {
  /** A YubiKey 5 or later. Most have GET METADATA. */
  YUBIKEY_5,
  /** A YubiKey 4 or NEO. None has GET METADATA. */
  YUBIKEY_4,
  /** Anybody else: the standard first. */
  OTHER;

  /** The make that the historical bytes name: {@code YubiKey}, {@code Yubikey4}, others. */
  public static Make of(byte[] atr) {
    String text = new String(atr, StandardCharsets.ISO_8859_1);
    if (text.contains("YubiKey")) {
      return YUBIKEY_5;
    }
    return text.contains("Yubikey") ? YUBIKEY_4 : OTHER;
  }

  public boolean isYubiKey() {
    return this != OTHER;
  }
}
