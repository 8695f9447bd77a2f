package dev.countersign.simulator.management;

import dev.countersign.wire.Tlv;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The pages of the device information ([YK-MGMT] READ CONFIG). */
final class DeviceInformation {
  static final int TAG_USB_SUPPORTED = 0x01;
  static final int TAG_SERIAL = 0x02;
  static final int TAG_USB_ENABLED = 0x03;
  static final int TAG_FORM_FACTOR = 0x04;
  static final int TAG_VERSION = 0x05;
  static final int TAG_AUTO_EJECT = 0x06;
  static final int TAG_CHALLENGE_RESPONSE = 0x07;
  static final int TAG_FLAGS = 0x08;
  static final int TAG_LOCK = 0x0A;
  static final int TAG_NFC_SUPPORTED = 0x0D;
  static final int TAG_NFC_ENABLED = 0x0E;
  static final int TAG_IAP_DETECTION = 0x0F;
  static final int TAG_MORE_PAGES = 0x10;
  static final int TAG_FREE_FORM = 0x11;
  static final int TAG_HID_INIT_DELAY = 0x12;
  static final int TAG_PART_NUMBER = 0x13;
  static final int TAG_FIPS_CAPABLE = 0x14;
  static final int TAG_FIPS_APPROVED = 0x15;
  static final int TAG_PIN_COMPLEXITY = 0x16;
  static final int TAG_NFC_RESTRICTED = 0x17;
  static final int TAG_RESET_BLOCKED = 0x18;
  static final int TAG_FINGERPRINT_VERSION = 0x20;
  static final int TAG_STM_VERSION = 0x21;

  /** Where a real one has the number under which it is sold. */
  private static final String PART_NUMBER = "SIMULATED";

  private DeviceInformation() {}

  /** One page: its length in one byte, and the data objects; empty when there is no such page. */
  static Optional<byte[]> page(int number, DeviceDescription device, Configuration configuration) {
    if (number == 0) {
      return Optional.of(
          counted(device.configurable() ? first(device, configuration) : old(device)));
    }
    return number == 1 && device.paged() ? Optional.of(counted(second())) : Optional.empty();
  }

  /** Firmware 4 says enabled applications through the interfaces it has. */
  private static List<Tlv> old(DeviceDescription device) {
    int usb = Capability.bits(device.usb());
    return List.of(
        Numbers.tlv(TAG_USB_SUPPORTED, 1, usb),
        Numbers.tlv(TAG_SERIAL, 4, device.serial()),
        Numbers.tlv(TAG_USB_ENABLED, 1, usb));
  }

  private static List<Tlv> first(DeviceDescription device, Configuration configuration) {
    int usb = Capability.bits(device.usb());
    int nfc = Capability.bits(device.nfc());
    List<Tlv> page = new ArrayList<>();
    page.add(Numbers.tlv(TAG_USB_SUPPORTED, 2, usb));
    page.add(Numbers.tlv(TAG_USB_ENABLED, 2, usb & ~configuration.usbOff()));
    page.add(Numbers.tlv(TAG_SERIAL, 4, device.serial()));
    page.add(Numbers.tlv(TAG_FORM_FACTOR, 1, device.formFactor()));
    page.add(new Tlv(TAG_VERSION, device.firmware().bytes()));
    page.add(Numbers.tlv(TAG_AUTO_EJECT, 2, configuration.autoEjectSeconds()));
    page.add(Numbers.tlv(TAG_CHALLENGE_RESPONSE, 1, configuration.challengeResponseSeconds()));
    page.add(Numbers.tlv(TAG_FLAGS, 1, configuration.flags()));
    if (nfc != 0) {
      page.add(Numbers.tlv(TAG_NFC_SUPPORTED, 2, nfc));
      page.add(Numbers.tlv(TAG_NFC_ENABLED, 2, nfc & ~configuration.nfcOff()));
    }
    page.add(Numbers.tlv(TAG_LOCK, 1, configuration.locked() ? 1 : 0));
    page.add(Numbers.tlv(TAG_IAP_DETECTION, 1, 0));
    if (device.paged()) {
      page.add(Numbers.tlv(TAG_FINGERPRINT_VERSION, 3, 0));
      page.add(Numbers.tlv(TAG_STM_VERSION, 3, 0));
      page.add(Numbers.tlv(TAG_MORE_PAGES, 1, 1));
    }
    return page;
  }

  private static List<Tlv> second() {
    return List.of(
        Numbers.tlv(TAG_FREE_FORM, 4, 0),
        Numbers.tlv(TAG_HID_INIT_DELAY, 1, 0),
        new Tlv(TAG_PART_NUMBER, PART_NUMBER.getBytes(StandardCharsets.US_ASCII)),
        Numbers.tlv(TAG_FIPS_CAPABLE, 2, 0),
        Numbers.tlv(TAG_FIPS_APPROVED, 2, 0),
        Numbers.tlv(TAG_PIN_COMPLEXITY, 1, 0),
        Numbers.tlv(TAG_NFC_RESTRICTED, 1, 0),
        Numbers.tlv(TAG_RESET_BLOCKED, 2, 0));
  }

  private static byte[] counted(List<Tlv> objects) {
    byte[] encoded = Tlv.encode(objects);
    byte[] page = new byte[1 + encoded.length];
    page[0] = (byte) encoded.length;
    System.arraycopy(encoded, 0, page, 1, encoded.length);
    return page;
  }
}
