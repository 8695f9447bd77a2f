package dev.countersign.card.apdu;

/** The command that asks for the next part of a response, after {@code 61xx}. */
public enum Continuation {
  /** GET RESPONSE with the number of bytes that were announced ([ISO7816-4] GET RESPONSE). */
  GET_RESPONSE(0xC0),
  /**
   * SEND REMAINING of the OATH application ([YK-OATH] SEND REMAINING), which wants an Le of 00:
   * some tokens answer nothing, and {@code 61xx} for ever, without it.
   */
  SEND_REMAINING(0xA5);

  private final int ins;

  Continuation(int ins) {
    this.ins = ins;
  }

  byte[] encode(int cla, int announced) {
    int length = this == GET_RESPONSE ? announced : 0;
    return new byte[] {(byte) cla, (byte) ins, 0, 0, (byte) length};
  }
}
