package dev.countersign.simulator.oath;

import dev.countersign.simulator.apdu.Refusal;
import dev.countersign.simulator.apdu.Status;
import java.util.Arrays;

/** Reads command data in the order that the protocol fixes; everything else is refused. */
final class OathData {
  private static final int ONE_LENGTH_BYTE = 0x81;
  private static final int TWO_LENGTH_BYTES = 0x82;

  private final byte[] data;
  private int position;

  OathData(byte[] data) {
    this.data = data;
  }

  /** Whether an object with this tag comes next. */
  boolean has(int tag) {
    return position < data.length && (data[position] & 0xFF) == tag;
  }

  /**
   * The value of the object that comes next.
   *
   * @throws Refusal when it is another one, or not whole
   */
  byte[] take(int tag) throws Refusal {
    Refusal.unless(has(tag), Status.INCORRECT_DATA);
    position++;
    int length = next();
    if (length == ONE_LENGTH_BYTE) {
      length = next();
    } else if (length == TWO_LENGTH_BYTES) {
      length = next() << 8 | next();
    } else {
      Refusal.unless(length < 0x80, Status.INCORRECT_DATA);
    }
    Refusal.unless(length <= data.length - position, Status.INCORRECT_DATA);
    byte[] value = Arrays.copyOfRange(data, position, position + length);
    position += length;
    return value;
  }

  /** The byte behind a tag that has no length ([YK-OATH] PUT, property). */
  int takeByte(int tag) throws Refusal {
    Refusal.unless(has(tag), Status.INCORRECT_DATA);
    position++;
    return next();
  }

  /** Refuses data behind the last object. */
  void end() throws Refusal {
    Refusal.unless(position == data.length, Status.INCORRECT_DATA);
  }

  private int next() throws Refusal {
    Refusal.unless(position < data.length, Status.INCORRECT_DATA);
    return data[position++] & 0xFF;
  }
}
