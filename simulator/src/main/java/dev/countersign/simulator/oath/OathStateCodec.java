package dev.countersign.simulator.oath;

import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The state record: BER-TLV objects one after the other, in this order.
 *
 * <pre>
 * C0 01   format version, 1
 * C1 08   salt
 * C2 n    access key: type and algorithm, key; absent when there is none
 * E3 n { 80 name | 81 type and algorithm, digits, properties | 82 key | 83 counter | 84 challenge }
 * </pre>
 *
 * <p>One E3 for each account. The counter has eight bytes; the challenge is the greatest one so
 * far.
 */
final class OathStateCodec {
  /** The longest record that is read, in bytes. */
  static final int MAX_BYTES = 1 << 16;

  /** More accounts than any product has. */
  static final int MAX_ACCOUNTS = 64;

  private static final byte VERSION = 1;
  private static final int TAG_VERSION = 0xC0;
  private static final int TAG_SALT = 0xC1;
  private static final int TAG_ACCESS = 0xC2;
  private static final int TAG_ACCOUNT = 0xE3;
  private static final int TAG_NAME = 0x80;
  private static final int TAG_KIND = 0x81;
  private static final int TAG_KEY = 0x82;
  private static final int TAG_COUNTER = 0x83;
  private static final int TAG_CHALLENGE = 0x84;
  private static final int KIND_BYTES = 3;

  private OathStateCodec() {}

  static byte[] encode(OathState state) {
    List<Tlv> record = new ArrayList<>();
    record.add(Tlv.of(TAG_VERSION, new byte[] {VERSION}));
    record.add(new Tlv(TAG_SALT, state.salt()));
    state
        .access()
        .ifPresent(
            access ->
                record.add(
                    new Tlv(
                        TAG_ACCESS,
                        ByteBuffer.allocate(1 + access.key().length)
                            .put((byte) access.type())
                            .put(access.key())
                            .array())));
    state.accounts().forEach(account -> record.add(account(account)));
    return Tlv.encode(record);
  }

  private static Tlv account(Account account) {
    return Tlv.of(
        TAG_ACCOUNT,
        new Tlv(TAG_NAME, account.name()),
        new Tlv(
            TAG_KIND,
            new byte[] {
              (byte) account.type(), (byte) account.digits(), (byte) account.properties()
            }),
        new Tlv(TAG_KEY, account.key()),
        new Tlv(TAG_COUNTER, ByteBuffer.allocate(Long.BYTES).putLong(account.counter()).array()),
        new Tlv(TAG_CHALLENGE, account.challenge()));
  }

  /**
   * Reads a record.
   *
   * @throws IOException when it is damaged, too long, or of another version
   */
  static OathState decode(byte[] record) throws IOException {
    if (record.length > MAX_BYTES) {
      throw new IOException("OATH state of " + record.length + " bytes is too long");
    }
    try {
      return read(Tlv.parseAll(record));
    } catch (TlvException | IllegalArgumentException e) {
      throw new IOException("OATH state is damaged: " + e.getMessage(), e);
    }
  }

  private static OathState read(List<Tlv> record) throws IOException {
    int version = value(record, TAG_VERSION, 1)[0];
    if (version != VERSION) {
      throw new IOException("OATH state has format " + version + ", this program reads " + VERSION);
    }
    AccessKey access = null;
    List<Account> accounts = new ArrayList<>();
    for (Tlv entry : record) {
      if (entry.tag() == TAG_ACCOUNT) {
        Account account = account(entry.children());
        require(accounts.stream().noneMatch(other -> other.named(account.name())), "two names");
        accounts.add(account);
      } else if (entry.tag() == TAG_ACCESS) {
        access = access(entry.value());
      } else {
        require(entry.tag() == TAG_VERSION || entry.tag() == TAG_SALT, "unknown entry");
      }
    }
    require(accounts.size() <= MAX_ACCOUNTS, "number of accounts");
    return new OathState(value(record, TAG_SALT, OathState.SALT_BYTES), access, accounts);
  }

  private static AccessKey access(byte[] entry) {
    require(entry.length > 1, "access key");
    AccessKey access = new AccessKey(entry[0] & 0xFF, Arrays.copyOfRange(entry, 1, entry.length));
    require(access.valid(), "access key");
    return access;
  }

  private static Account account(List<Tlv> entry) {
    byte[] kind = value(entry, TAG_KIND, KIND_BYTES);
    Account account =
        new Account(
            value(entry, TAG_NAME),
            kind[0] & 0xFF,
            kind[1] & 0xFF,
            value(entry, TAG_KEY),
            kind[2] & 0xFF,
            ByteBuffer.wrap(value(entry, TAG_COUNTER, Long.BYTES)).getLong(),
            value(entry, TAG_CHALLENGE));
    require(account.valid(), "account");
    return account;
  }

  private static byte[] value(List<Tlv> objects, int tag, int bytes) {
    byte[] value = value(objects, tag);
    require(value.length == bytes, "length of entry %02X".formatted(tag));
    return value;
  }

  private static byte[] value(List<Tlv> objects, int tag) {
    return Tlv.find(objects, tag)
        .map(Tlv::value)
        .orElseThrow(() -> new IllegalArgumentException("missing entry %02X".formatted(tag)));
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException(what);
    }
  }
}
