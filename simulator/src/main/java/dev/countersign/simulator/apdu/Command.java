package dev.countersign.simulator.apdu;

import java.util.Arrays;
import java.util.Optional;

/**
 * A command APDU as a tolerant card reads it ([ISO7816-4] 5.1): all four cases, short and extended.
 * A missing Le means the largest one, because tools leave it out of commands that have an answer;
 * an Le behind a command that has none does no harm, nor does a length of no data before it.
 *
 * @param cla class byte
 * @param ins instruction byte
 * @param p1 first parameter
 * @param p2 second parameter
 * @param data command data; owned by this object, not to be changed
 * @param le most response bytes the terminal takes: 1 to 256, or to 65536 if extended
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never a key
public record Command(int cla, int ins, int p1, int p2, byte[] data, int le) {
  private static final int HEADER = 4;
  private static final int SHORT_LE = 256;
  private static final int EXTENDED_LE = 65536;
  private static final byte[] NOTHING = {};

  /**
   * Reads a command.
   *
   * @return the command; empty when the lengths contradict each other
   */
  public static Optional<Command> parse(byte[] wire) {
    if (wire.length < HEADER) {
      return Optional.empty();
    }
    if (wire.length == HEADER) {
      return Optional.of(of(wire, NOTHING, SHORT_LE));
    }
    int first = wire[HEADER] & 0xFF;
    if (wire.length == HEADER + 1) {
      return Optional.of(of(wire, NOTHING, first == 0 ? SHORT_LE : first));
    }
    return first == 0 ? extended(wire) : shortForm(wire, first);
  }

  private static Optional<Command> shortForm(byte[] wire, int lc) {
    int start = HEADER + 1;
    int rest = wire.length - start - lc;
    if (rest != 0 && rest != 1) {
      return Optional.empty();
    }
    int le = rest == 0 ? 0 : wire[wire.length - 1] & 0xFF;
    return Optional.of(
        of(wire, Arrays.copyOfRange(wire, start, start + lc), le == 0 ? SHORT_LE : le));
  }

  private static Optional<Command> extended(byte[] wire) {
    int start = HEADER + 3;
    if (wire.length < start) {
      return Optional.empty();
    }
    int number = number(wire, HEADER + 1);
    if (wire.length == start) {
      return Optional.of(of(wire, NOTHING, number == 0 ? EXTENDED_LE : number));
    }
    int rest = wire.length - start - number;
    if (rest != 2 && (rest != 0 || number == 0)) {
      return Optional.empty();
    }
    int le = rest == 0 ? 0 : number(wire, wire.length - 2);
    return Optional.of(
        of(wire, Arrays.copyOfRange(wire, start, start + number), le == 0 ? EXTENDED_LE : le));
  }

  private static Command of(byte[] wire, byte[] data, int le) {
    return new Command(wire[0] & 0xFF, wire[1] & 0xFF, wire[2] & 0xFF, wire[3] & 0xFF, data, le);
  }

  private static int number(byte[] wire, int at) {
    return ((wire[at] & 0xFF) << 8) | (wire[at + 1] & 0xFF);
  }

  /** The same command with other data: what a chain of commands adds up to. */
  public Command withData(byte[] whole) {
    return new Command(cla, ins, p1, p2, whole, le);
  }

  /** P1 and P2 as one number. */
  public int p1p2() {
    return p1 << 8 | p2;
  }

  /** Header and length only: the data may be a PIN. */
  @Override
  public String toString() {
    return "%02X%02X%02X%02X with %d bytes".formatted(cla, ins, p1, p2, data.length);
  }
}
