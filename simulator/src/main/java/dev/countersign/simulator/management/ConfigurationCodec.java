package dev.countersign.simulator.management;

import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The record of a configuration: BER-TLV objects one after the other, numbers big-endian.
 *
 * <pre>
 * C0 01   format version, 1
 * C1 02   disabled over USB
 * C2 02   disabled over NFC
 * C3 02   auto-eject timeout in seconds
 * C4 01   challenge-response timeout in seconds
 * C5 01   device flags
 * C6 10   lock code; absent when there is none
 * </pre>
 */
final class ConfigurationCodec {
  private static final int VERSION = 1;
  private static final int TAG_VERSION = 0xC0;
  private static final int TAG_USB_OFF = 0xC1;
  private static final int TAG_NFC_OFF = 0xC2;
  private static final int TAG_AUTO_EJECT = 0xC3;
  private static final int TAG_CHALLENGE_RESPONSE = 0xC4;
  private static final int TAG_FLAGS = 0xC5;
  private static final int TAG_LOCK_CODE = 0xC6;

  private ConfigurationCodec() {}

  static byte[] encode(Configuration configuration) {
    List<Tlv> record = new ArrayList<>();
    record.add(Numbers.tlv(TAG_VERSION, 1, VERSION));
    record.add(Numbers.tlv(TAG_USB_OFF, 2, configuration.usbOff()));
    record.add(Numbers.tlv(TAG_NFC_OFF, 2, configuration.nfcOff()));
    record.add(Numbers.tlv(TAG_AUTO_EJECT, 2, configuration.autoEjectSeconds()));
    record.add(Numbers.tlv(TAG_CHALLENGE_RESPONSE, 1, configuration.challengeResponseSeconds()));
    record.add(Numbers.tlv(TAG_FLAGS, 1, configuration.flags()));
    configuration.lock().ifPresent(code -> record.add(new Tlv(TAG_LOCK_CODE, code)));
    return Tlv.encode(record);
  }

  /**
   * Reads a record.
   *
   * @throws IOException when it is damaged or of another version
   */
  static Configuration decode(byte[] encoded) throws IOException {
    try {
      List<Tlv> record = Tlv.parseAll(encoded);
      int version = number(record, TAG_VERSION, 1);
      if (version != VERSION) {
        throw new IOException(
            "management state has format " + version + ", this program reads " + VERSION);
      }
      Configuration read =
          new Configuration(
              number(record, TAG_USB_OFF, 2),
              number(record, TAG_NFC_OFF, 2),
              number(record, TAG_AUTO_EJECT, 2),
              number(record, TAG_CHALLENGE_RESPONSE, 1),
              number(record, TAG_FLAGS, 1),
              null);
      return Tlv.find(record, TAG_LOCK_CODE).isPresent()
          ? read.withLockCode(value(record, TAG_LOCK_CODE, Configuration.LOCK_CODE_BYTES))
          : read;
    } catch (TlvException e) {
      throw new IOException("management state is damaged: " + e.getMessage(), e);
    }
  }

  private static int number(List<Tlv> record, int tag, int bytes) throws IOException {
    return Numbers.read(value(record, tag, bytes));
  }

  private static byte[] value(List<Tlv> record, int tag, int bytes) throws IOException {
    return Tlv.find(record, tag)
        .map(Tlv::value)
        .filter(value -> value.length == bytes)
        .orElseThrow(() -> new IOException("management state is damaged: %02X".formatted(tag)));
  }
}
