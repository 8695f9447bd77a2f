package dev.countersign.simulator.oath;

import dev.countersign.simulator.card.Firmware;

/**
 * What one product's OATH applet can do.
 *
 * @param firmware the firmware version
 */
public record OathFeatures(Firmware firmware) {
  private static final int ACCOUNTS = 32;
  private static final int ACCOUNTS_FROM_57 = 64;

  /** How many accounts there is room for. */
  int maxAccounts() {
    return firmware.atLeast(5, 7, 0) ? ACCOUNTS_FROM_57 : ACCOUNTS;
  }

  /** [YK-OATH] RENAME: from 5.3.1. */
  boolean rename() {
    return firmware.atLeast(5, 3, 1);
  }

  /** HMAC-SHA-512: from 4.3.1. */
  boolean sha512() {
    return firmware.atLeast(4, 3, 1);
  }

  /** Accounts that ask for a touch: from 4.2.4. */
  boolean touch() {
    return firmware.atLeast(4, 2, 4);
  }

  /** Whether [YK-OATH] LIST tells the properties of each account when asked to: from 5.7. */
  boolean listsProperties() {
    return firmware.atLeast(5, 7, 0);
  }
}
