package dev.countersign.host.hid;

import dev.countersign.wire.HidChannel;

/**
 * The reports of a FIDO device, as its descriptor declares them.
 *
 * @param inputBits what it sends at a time
 * @param outputBits what it takes at a time
 * @param numbered whether reports begin with a number ([HID1.11] 6.2.2.7)
 */
record FidoReports(long inputBits, long outputBits, boolean numbered) {
  private static final long WANTED_BITS = HidChannel.REPORT_BYTES * 8L;

  /** Whether they are those that {@link HidChannel} is for. */
  boolean usual() {
    return inputBits == WANTED_BITS && outputBits == WANTED_BITS && !numbered;
  }

  @Override
  public String toString() {
    return "%sreports of %d bits in and %d bits out"
        .formatted(numbered ? "numbered " : "", inputBits, outputBits);
  }
}
