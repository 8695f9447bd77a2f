package dev.countersign.simulator.apdu;

import java.util.Arrays;

/**
 * What an applet answers, before it is cut into pieces for the wire.
 *
 * @param data the whole response data; owned by this object, not to be changed
 * @param status the status word
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never a key
public record Response(byte[] data, int status) {
  private static final byte[] NOTHING = {};

  /** Success without data. */
  public static Response ok() {
    return new Response(NOTHING, Status.OK);
  }

  /** Success with data. */
  public static Response ok(byte[] data) {
    return new Response(data, Status.OK);
  }

  /** A status word alone. */
  public static Response of(int status) {
    return new Response(NOTHING, status);
  }

  /** Data and status word as they go over the wire. */
  public byte[] encode() {
    byte[] wire = Arrays.copyOf(data, data.length + 2);
    wire[data.length] = (byte) (status >> 8);
    wire[data.length + 1] = (byte) status;
    return wire;
  }

  @Override
  public String toString() {
    return "%04X after %d bytes".formatted(status, data.length);
  }
}
