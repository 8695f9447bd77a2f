package dev.countersign.fido.hid;

/** A message of a key, put together from its frames. */
final class HidMessage {
  private final int command;
  private final byte[] data;

  HidMessage(int command, byte[] data) {
    this.command = command;
    this.data = data;
  }

  /** Without the bit that marks a first frame. */
  int command() {
    return command;
  }

  byte[] data() {
    return data;
  }

  /** The only byte that errors and keep-alives have; 7F when there is none. */
  int code() {
    return data.length == 0 ? 0x7F : data[0] & 0xFF;
  }
}
