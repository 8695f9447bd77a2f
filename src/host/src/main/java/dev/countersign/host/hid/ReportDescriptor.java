package dev.countersign.host.hid;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a report descriptor ([HID1.11] 6.2.2) as far as to know whether a device has the collection
 * of FIDO devices ([CTAP2.1] 11.2.8.1) and what reports that has. A descriptor that breaks the
 * rules describes nothing: the kernel would not have taken it either.
 */
final class ReportDescriptor {
  /** The longest descriptor that Linux takes, in bytes. */
  static final int MOST_BYTES = 4096;

  /** A usage page and a usage: FIDO alliance, CTAPHID device. */
  private static final long FIDO = 0xF1D0_0001L;

  private static final int LONG_ITEM = 0xFE;
  private static final int APPLICATION = 1;

  /** Bits per field and fields per report: what Linux allows at most. */
  private static final long MOST_SIZE = 256;

  private static final long MOST_COUNT = 12_288;
  private static final int MOST_DEPTH = 64;

  private final byte[] bytes;
  private final Deque<Globals> pushed = new ArrayDeque<>();
  private Globals globals = new Globals(0, 0, 0);
  private @Nullable Long usage;
  private int depth;
  private boolean inFido;
  private boolean found;
  private boolean numbered;
  private long inputBits;
  private long outputBits;

  private ReportDescriptor(byte[] bytes) {
    this.bytes = bytes;
  }

  /** What PUSH keeps, as far as it matters here ([HID1.11] 6.2.2.7). */
  private record Globals(long page, long size, long count) {}

  /** The reports of the FIDO collection; empty when there is none or it is no descriptor. */
  static Optional<FidoReports> fido(byte[] bytes) {
    if (bytes.length > MOST_BYTES) {
      return Optional.empty();
    }
    ReportDescriptor descriptor = new ReportDescriptor(bytes);
    return descriptor.read() && descriptor.found
        ? Optional.of(
            new FidoReports(descriptor.inputBits, descriptor.outputBits, descriptor.numbered))
        : Optional.empty();
  }

  /** Returns whether it is a descriptor. */
  private boolean read() {
    int position = 0;
    while (position < bytes.length) {
      int prefix = bytes[position] & 0xFF;
      position++;
      if (prefix == LONG_ITEM) { // [HID1.11] 6.2.2.3; none is defined, so it says nothing
        if (position + 2 > bytes.length) {
          return false;
        }
        position += 2 + (bytes[position] & 0xFF);
      } else {
        int length = (prefix & 3) == 3 ? 4 : prefix & 3;
        if (position + length > bytes.length
            || !item(prefix & 0xFC, length, value(position, length))) {
          return false;
        }
        position += length;
      }
    }
    return position == bytes.length && depth == 0;
  }

  /** Little endian; nothing that is asked for here is negative. */
  private long value(int position, int length) {
    long value = 0;
    for (int i = length - 1; i >= 0; i--) {
      value = value << 8 | (bytes[position + i] & 0xFF);
    }
    return value;
  }

  /** Returns whether the item is allowed where it stands. */
  private boolean item(int tag, int length, long value) {
    return switch (tag) {
      case 0x80 -> report(true); // INPUT
      case 0x90 -> report(false); // OUTPUT
      case 0xA0 -> collection(value);
      case 0xB0 -> mainItem(true); // FEATURE: FIDO devices have none
      case 0xC0 -> endCollection();
      case 0x04 -> globals(value <= 0xFFFF, new Globals(value, globals.size, globals.count));
      case 0x74 -> globals(value <= MOST_SIZE, new Globals(globals.page, value, globals.count));
      case 0x94 -> globals(value <= MOST_COUNT, new Globals(globals.page, globals.size, value));
      case 0x84 -> reportId(value);
      case 0xA4 -> push();
      case 0xB4 -> pop();
      case 0x08 -> usage(length, value);
      default -> true; // extents, units, designators, strings, what is reserved
    };
  }

  private boolean globals(boolean allowed, Globals changed) {
    globals = changed;
    return allowed;
  }

  private boolean reportId(long value) {
    numbered = true;
    return value >= 1 && value <= 0xFF;
  }

  private boolean push() {
    pushed.push(globals);
    return pushed.size() <= MOST_DEPTH;
  }

  private boolean pop() {
    if (pushed.isEmpty()) {
      return false;
    }
    globals = pushed.pop();
    return true;
  }

  /**
   * The first usage is that of a collection. One of four bytes has its page with it; the page of
   * another is the one in force at the main item ([HID1.11] 6.2.2.8).
   */
  private boolean usage(int length, long value) {
    if (usage == null) {
      usage = length == 4 ? value : value | -1L << 32;
    }
    return true;
  }

  private long wholeUsage() {
    if (usage == null) {
      return 0;
    }
    return usage >= 0 ? usage : globals.page << 16 | (usage & 0xFFFF);
  }

  private boolean collection(long type) {
    if (depth == 0) {
      inFido = type == APPLICATION && wholeUsage() == FIDO;
      found |= inFido;
    }
    depth++;
    return mainItem(depth <= MOST_DEPTH);
  }

  private boolean endCollection() {
    depth--;
    inFido &= depth > 0;
    return mainItem(depth >= 0);
  }

  private boolean report(boolean input) {
    if (inFido && input) {
      inputBits += globals.size * globals.count;
    } else if (inFido) {
      outputBits += globals.size * globals.count;
    }
    return mainItem(true);
  }

  /** What is local ends with a main item ([HID1.11] 6.2.2.8). */
  private boolean mainItem(boolean allowed) {
    usage = null;
    return allowed;
  }
}
