package dev.countersign.simulator.management;

import dev.countersign.simulator.card.Firmware;
import java.util.Set;

/**
 * What a token says it is. It names only applications that the simulation has.
 *
 * @param firmware the version of everything on it
 * @param serial the serial number, unsigned 32 bits
 * @param formFactor the byte of tag 04 ([YK-MGMT] device information); firmware 4 does not tell it
 * @param usb what it has over USB
 * @param nfc what it has over NFC; empty when it has no NFC
 */
public record DeviceDescription(
    Firmware firmware, int serial, int formFactor, Set<Capability> usb, Set<Capability> nfc) {

  /** Keeps copies of the sets. */
  public DeviceDescription {
    usb = Set.copyOf(usb);
    nfc = Set.copyOf(nfc);
  }

  /** Whether the firmware tells and changes its configuration in tags: from 5.0. */
  boolean configurable() {
    return firmware.atLeast(5, 0, 0);
  }

  /** Whether device information has a second page: from 5.7. */
  boolean paged() {
    return firmware.atLeast(5, 7, 0);
  }
}
