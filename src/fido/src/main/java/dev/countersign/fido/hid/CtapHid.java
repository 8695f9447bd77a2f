package dev.countersign.fido.hid;

/** Numbers of frames ([CTAP2.1] 11.2.4, 11.2.9). */
final class CtapHid {
  static final int BROADCAST = 0xFFFFFFFF;
  static final int FIRST_FRAME = 0x80;

  static final int MSG = 0x03;
  static final int INIT = 0x06;
  static final int CBOR = 0x10;
  static final int CANCEL = 0x11;
  static final int KEEPALIVE = 0x3B;
  static final int ERROR = 0x3F;

  /** The maker's command of YubiKeys that tells what [YK-MGMT] READ CONFIG tells. */
  static final int YUBIKEY_READ_CONFIG = 0x42;

  static final int INVALID_COMMAND = 0x01;
  static final int INVALID_PARAMETER = 0x02;
  static final int INVALID_LENGTH = 0x03;
  static final int CHANNEL_BUSY = 0x06;
  static final int LOCK_REQUIRED = 0x0A;
  static final int INVALID_CHANNEL = 0x0B;

  static final int FIRST_BYTES = 57;
  static final int NEXT_BYTES = 59;
  static final int MOST_SEQUENCE = 0x7F;

  /** The longest message there is, in bytes. */
  static final int MOST_BYTES = FIRST_BYTES + (MOST_SEQUENCE + 1) * NEXT_BYTES;

  private CtapHid() {}

  /** What [CTAP2.1] 11.2.9 calls a command; its number when it is another one. */
  static String name(int command) {
    return switch (command) {
      case MSG -> "MSG";
      case INIT -> "INIT";
      case CBOR -> "CBOR";
      case CANCEL -> "CANCEL";
      case KEEPALIVE -> "KEEPALIVE";
      case ERROR -> "ERROR";
      default -> "%02X".formatted(command);
    };
  }
}
