package dev.countersign.simulator.hid;

/** What is wrong with a message ([CTAP2.1] 11.2.9.1.6). */
enum HidError {
  INVALID_COMMAND(0x01),
  INVALID_PARAMETER(0x02),
  INVALID_LENGTH(0x03),
  INVALID_SEQUENCE(0x04),
  MESSAGE_TIMEOUT(0x05),
  CHANNEL_BUSY(0x06),
  INVALID_CHANNEL(0x0B),
  OTHER(0x7F);

  private final int code;

  HidError(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
