package dev.countersign.simulator.hid;

/** The commands of [CTAP2.1] 11.2.9, without the bit that marks the first report of a message. */
final class HidCommand {
  static final int PING = 0x01;
  static final int MSG = 0x03;
  static final int LOCK = 0x04;
  static final int INIT = 0x06;
  static final int WINK = 0x08;
  static final int CBOR = 0x10;
  static final int CANCEL = 0x11;
  static final int KEEPALIVE = 0x3B;
  static final int ERROR = 0x3F;

  /** A vendor's own: READ CONFIG of [YK-MGMT]. */
  static final int READ_CONFIG = 0x42;

  private HidCommand() {}
}
