package dev.countersign.simulator.piv;

import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * The state record: BER-TLV objects one after the other, in this order.
 *
 * <pre>
 * C0 01           format version, 1
 * C1 0A           PIN: tries at most, tries left, eight bytes
 * C2 0A           PUK: the same
 * C3 n            management key: algorithm, touch policy, key
 * E4 n { 5C tag | 53 value }                                       one for each data object
 * E5 n { 80 slot | 81 algorithm | 82 origin, PIN policy, touch policy | 83 private key }   for each key
 * </pre>
 *
 * Private keys: RSA p and q, each half as long as the modulus; others the scalar or the seed.
 */
final class PivStateCodec {
  /** The longest record that is read, in bytes. */
  static final int MAX_BYTES = 1 << 20;

  private static final byte VERSION = 1;
  private static final int TAG_VERSION = 0xC0;
  private static final int TAG_PIN = 0xC1;
  private static final int TAG_PUK = 0xC2;
  private static final int TAG_MANAGEMENT = 0xC3;
  private static final int TAG_OBJECT = 0xE4;
  private static final int TAG_OBJECT_NAME = 0x5C;
  private static final int TAG_OBJECT_VALUE = 0x53;
  private static final int TAG_KEY = 0xE5;
  private static final int TAG_KEY_SLOT = 0x80;
  private static final int TAG_KEY_ALGORITHM = 0x81;
  private static final int TAG_KEY_POLICIES = 0x82;
  private static final int TAG_KEY_MATERIAL = 0x83;

  private PivStateCodec() {}

  static byte[] encode(PivState state) {
    List<Tlv> record = new ArrayList<>();
    record.add(Tlv.of(TAG_VERSION, new byte[] {VERSION}));
    record.add(reference(TAG_PIN, state.pin()));
    record.add(reference(TAG_PUK, state.puk()));
    ManagementKey management = state.management();
    record.add(
        new Tlv(
            TAG_MANAGEMENT,
            ByteBuffer.allocate(2 + management.value().length)
                .put((byte) management.algorithm().id())
                .put((byte) management.touch())
                .put(management.value())
                .array()));
    state
        .objects()
        .forEach(
            (tag, value) ->
                record.add(
                    Tlv.of(
                        TAG_OBJECT,
                        new Tlv(TAG_OBJECT_NAME, ByteBuffer.allocate(4).putInt(tag).array()),
                        new Tlv(TAG_OBJECT_VALUE, value))));
    state.keys().forEach((slot, key) -> record.add(key(slot, key)));
    return Tlv.encode(record);
  }

  private static Tlv reference(int tag, Reference reference) {
    return new Tlv(
        tag,
        ByteBuffer.allocate(2 + Reference.BYTES)
            .put((byte) reference.maxTries())
            .put((byte) reference.triesLeft())
            .put(reference.value())
            .array());
  }

  private static Tlv key(int slot, StoredKey key) {
    KeyMaterial material = key.material();
    Policies policies = key.policies();
    return Tlv.of(
        TAG_KEY,
        one(TAG_KEY_SLOT, slot),
        one(TAG_KEY_ALGORITHM, material.algorithm().id()),
        new Tlv(
            TAG_KEY_POLICIES,
            new byte[] {(byte) key.origin(), (byte) policies.pin(), (byte) policies.touch()}),
        new Tlv(TAG_KEY_MATERIAL, material.encode()));
  }

  private static Tlv one(int tag, int value) {
    return new Tlv(tag, new byte[] {(byte) value});
  }

  /**
   * Reads a record.
   *
   * @throws IOException when it is damaged, too long, or of another version
   */
  static PivState decode(byte[] record) throws IOException {
    if (record.length > MAX_BYTES) {
      throw new IOException("PIV state of " + record.length + " bytes is too long");
    }
    try {
      return read(Tlv.parseAll(record));
    } catch (TlvException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IOException("PIV state is damaged: " + e.getMessage(), e);
    }
  }

  private static PivState read(List<Tlv> record) throws IOException {
    int version = single(value(record, TAG_VERSION));
    if (version != VERSION) {
      throw new IOException("PIV state has format " + version + ", this program reads " + VERSION);
    }
    TreeMap<Integer, byte[]> objects = new TreeMap<>();
    TreeMap<Integer, StoredKey> keys = new TreeMap<>();
    for (Tlv entry : record) {
      if (entry.tag() == TAG_OBJECT) {
        byte[] name = value(entry.children(), TAG_OBJECT_NAME);
        require(name.length == 4, "object name");
        objects.put(ByteBuffer.wrap(name).getInt(), value(entry.children(), TAG_OBJECT_VALUE));
      } else if (entry.tag() == TAG_KEY) {
        keys.put(single(value(entry.children(), TAG_KEY_SLOT)), storedKey(entry.children()));
      } else {
        require(entry.tag() >= TAG_VERSION && entry.tag() <= TAG_MANAGEMENT, "unknown entry");
      }
    }
    return new PivState(
        objects,
        keys,
        managementKey(value(record, TAG_MANAGEMENT)),
        reference(value(record, TAG_PIN)),
        reference(value(record, TAG_PUK)));
  }

  private static StoredKey storedKey(List<Tlv> entry) {
    PivAlgorithm algorithm =
        PivAlgorithm.byId(single(value(entry, TAG_KEY_ALGORITHM))).orElseThrow(() -> bad("key"));
    byte[] policies = value(entry, TAG_KEY_POLICIES);
    require(policies.length == 3, "key policies");
    return new StoredKey(
        KeyMaterial.decode(algorithm, value(entry, TAG_KEY_MATERIAL)),
        policies[0],
        new Policies(policies[1], policies[2]));
  }

  private static ManagementKey managementKey(byte[] entry) {
    require(entry.length > 2, "management key");
    ManagementAlgorithm algorithm =
        ManagementAlgorithm.byId(entry[0]).orElseThrow(() -> bad("management key algorithm"));
    require(entry.length == 2 + algorithm.keyBytes(), "management key");
    return new ManagementKey(algorithm, Arrays.copyOfRange(entry, 2, entry.length), entry[1]);
  }

  private static Reference reference(byte[] entry) {
    require(entry.length == 2 + Reference.BYTES, "PIN or PUK");
    int max = entry[0] & 0xFF;
    int left = entry[1] & 0xFF;
    require(max >= 1 && left <= max, "retry counter");
    return new Reference(Arrays.copyOfRange(entry, 2, entry.length), max, left);
  }

  private static byte[] value(List<Tlv> objects, int tag) {
    return Tlv.find(objects, tag)
        .map(Tlv::value)
        .orElseThrow(() -> bad("missing entry %02X".formatted(tag)));
  }

  private static int single(byte[] value) {
    require(value.length == 1, "entry length");
    return value[0] & 0xFF;
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw bad(what);
    }
  }

  private static IllegalArgumentException bad(String what) {
    return new IllegalArgumentException(what);
  }
}
