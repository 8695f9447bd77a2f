package dev.countersign.simulator.otp;

import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The state record: BER-TLV objects one after the other.
 *
 * <pre>
 * C0 01   format version, 1
 * C1 2D   scan codes; absent when they are the usual ones
 * E1 n    slot 1: { 80 configuration (52 bytes) | 81 counter (8 bytes) | 82 NDEF }
 * E2 n    slot 2, likewise; an empty slot is absent
 * </pre>
 */
final class OtpStateCodec {
  /** The longest record that is read, in bytes. */
  static final int MAX_BYTES = 1024;

  private static final byte VERSION = 1;
  private static final int TAG_VERSION = 0xC0;
  private static final int TAG_SCAN_MAP = 0xC1;
  private static final int TAG_SLOT = 0xE0;
  private static final int TAG_CONFIGURATION = 0x80;
  private static final int TAG_COUNTER = 0x81;
  private static final int TAG_NDEF = 0x82;

  private OtpStateCodec() {}

  static byte[] encode(OtpState state) {
    List<Tlv> record = new ArrayList<>();
    record.add(Tlv.of(TAG_VERSION, new byte[] {VERSION}));
    if (state.scanMap().length > 0) {
      record.add(new Tlv(TAG_SCAN_MAP, state.scanMap()));
    }
    for (int number = 1; number <= 2; number++) {
      int tag = TAG_SLOT + number;
      state.slot(number).ifPresent(slot -> record.add(slot(tag, slot)));
    }
    return Tlv.encode(record);
  }

  private static Tlv slot(int tag, Slot slot) {
    return Tlv.of(
        tag,
        new Tlv(TAG_CONFIGURATION, slot.configuration().bytes()),
        new Tlv(TAG_COUNTER, ByteBuffer.allocate(Long.BYTES).putLong(slot.counter()).array()),
        new Tlv(TAG_NDEF, slot.ndef()));
  }

  /**
   * Reads a record.
   *
   * @throws IOException when it is damaged, too long, or of another version
   */
  static OtpState decode(byte[] record) throws IOException {
    if (record.length > MAX_BYTES) {
      throw new IOException("OTP state of " + record.length + " bytes is too long");
    }
    try {
      return read(Tlv.parseAll(record));
    } catch (TlvException | IllegalArgumentException e) {
      throw new IOException("OTP state is damaged: " + e.getMessage(), e);
    }
  }

  private static OtpState read(List<Tlv> record) throws IOException {
    byte[] version = value(record, TAG_VERSION);
    require(version.length == 1, "format");
    if (version[0] != VERSION) {
      throw new IOException(
          "OTP state has format " + version[0] + ", this program reads " + VERSION);
    }
    OtpState state = OtpState.FACTORY;
    for (Tlv entry : record) {
      switch (entry.tag()) {
        case TAG_VERSION -> {}
        case TAG_SCAN_MAP -> {
          require(entry.value().length == ScanCodes.MAP_BYTES, "scan codes");
          state = state.withScanMap(entry.value());
        }
        case TAG_SLOT + 1 -> state = state.with(1, slot(entry.children()));
        case TAG_SLOT + 2 -> state = state.with(2, slot(entry.children()));
        default -> require(false, "unknown entry");
      }
    }
    return state;
  }

  private static Slot slot(List<Tlv> entry) {
    byte[] counter = value(entry, TAG_COUNTER);
    require(counter.length == Long.BYTES, "counter");
    Slot slot =
        new Slot(
            new SlotConfiguration(value(entry, TAG_CONFIGURATION)),
            ByteBuffer.wrap(counter).getLong(),
            value(entry, TAG_NDEF));
    require(slot.valid(), "slot");
    return slot;
  }

  private static byte[] value(List<Tlv> objects, int tag) {
    Optional<Tlv> found = Tlv.find(objects, tag);
    return found
        .map(Tlv::value)
        .orElseThrow(() -> new IllegalArgumentException("missing entry %02X".formatted(tag)));
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException(what);
    }
  }
}
