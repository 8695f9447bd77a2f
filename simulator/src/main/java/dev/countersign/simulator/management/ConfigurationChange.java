package dev.countersign.simulator.management;

import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a change asks for, read from the data objects of WRITE CONFIG ([YK-MGMT] WRITE CONFIG). */
record ConfigurationChange(List<Tlv> objects) {
  private static final int TAG_UNLOCK = 0x0B;
  private static final int TAG_REBOOT = 0x0C;

  /** Reads the data: a byte that counts the rest, and data objects; empty when that is not it. */
  static Optional<ConfigurationChange> parse(byte[] data) {
    if (data.length == 0 || (data[0] & 0xFF) != data.length - 1) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ConfigurationChange(Tlv.parseAll(Arrays.copyOfRange(data, 1, data.length))));
    } catch (TlvException e) {
      return Optional.empty();
    }
  }

  /** Whether it has the lock code, or needs none. */
  boolean unlocks(Configuration present) {
    Optional<byte[]> lock = present.lock();
    return lock.isEmpty()
        || Tlv.find(objects, TAG_UNLOCK)
            .filter(code -> MessageDigest.isEqual(lock.get(), code.value()))
            .isPresent();
  }

  /**
   * The configuration after the change; empty when it asks for what the token does not know, or for
   * no USB application at all. Bits of applications that the token lacks are ignored.
   */
  Optional<Configuration> applyTo(Configuration present, DeviceDescription device) {
    Configuration changed = present;
    for (Tlv object : objects) {
      Optional<Configuration> next = apply(object, changed, device);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      changed = next.get();
    }
    return Optional.of(changed);
  }

  private static Optional<Configuration> apply(
      Tlv object, Configuration before, DeviceDescription device) {
    if (object.value().length != lengthOf(object.tag())) {
      return Optional.empty();
    }
    int number = Numbers.read(object.value());
    int usb = Capability.bits(device.usb());
    int nfc = Capability.bits(device.nfc());
    return switch (object.tag()) {
      case DeviceInformation.TAG_USB_ENABLED ->
          Optional.of(before.withUsbOff(usb & ~number)).filter(after -> after.usbOff() != usb);
      case DeviceInformation.TAG_NFC_ENABLED -> Optional.of(before.withNfcOff(nfc & ~number));
      case DeviceInformation.TAG_AUTO_EJECT -> Optional.of(before.withAutoEject(number));
      case DeviceInformation.TAG_CHALLENGE_RESPONSE ->
          Optional.of(before.withChallengeResponse(number));
      case DeviceInformation.TAG_FLAGS -> Optional.of(before.withFlags(number));
      case DeviceInformation.TAG_LOCK -> Optional.of(before.withLockCode(object.value()));
      // The lock code was compared before; a restart shows in nothing but the reader, which stays.
      default -> Optional.of(before);
    };
  }

  /** Bytes of a value; -1 for tags that cannot be written. */
  private static int lengthOf(int tag) {
    return switch (tag) {
      case TAG_REBOOT -> 0;
      case DeviceInformation.TAG_CHALLENGE_RESPONSE, DeviceInformation.TAG_FLAGS -> 1;
      case DeviceInformation.TAG_USB_ENABLED,
          DeviceInformation.TAG_NFC_ENABLED,
          DeviceInformation.TAG_AUTO_EJECT ->
          2;
      case TAG_UNLOCK, DeviceInformation.TAG_LOCK -> Configuration.LOCK_CODE_BYTES;
      default -> -1;
    };
  }

  /** Does not tell the lock code. */
  @Override
  public String toString() {
    return "change of " + objects.size() + " values";
  }
}
