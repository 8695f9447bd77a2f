package dev.countersign.wire;

import java.util.Optional;

/** A FIDO device on USB or Bluetooth, as one {@link HidSource} sees it at this moment. */
public interface HidDevice {

  /** The name of the device, unique within its source: {@code /dev/hidraw3}. */
  String name();

  /** What its maker calls it: {@code Yubico YubiKey OTP+FIDO+CCID}; may be empty. */
  String product();

  /** Its USB vendor number, 0 to 65535. */
  int vendorId();

  /** Its USB product number, 0 to 65535. */
  int productId();

  /** The serial number that it tells the host; most security keys tell none. */
  Optional<String> serial();

  /** Whether a software simulation stands behind it: such a token protects nothing. */
  default boolean simulated() {
    return false;
  }

  /**
   * Connects to the device.
   *
   * @throws ChannelException of kind {@code REMOVED} when it is gone, {@code SERVICE} when this
   *     user may not open it
   */
  HidChannel connect() throws ChannelException;
}
