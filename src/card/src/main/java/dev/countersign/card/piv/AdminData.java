package dev.countersign.card.piv;

import dev.countersign.wire.ChannelException;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Object 5FFF00, in which the maker's tools note how management key and PUK stand ([YK-PIV]
 * PIN-protected management key). What this program does not know of is kept.
 *
 * @param fields the data objects inside it
 */
record AdminData(List<Tlv> fields) {
  private static final int CONTAINER = 0x80;
  private static final int FLAGS = 0x81;
  private static final int SALT = 0x82;
  private static final int PUK_BLOCKED = 0x01;
  private static final int KEY_STORED = 0x02;

  /** What the token has; nothing where there is no such object or it cannot be read. */
  static AdminData read(PivCard card) throws ChannelException {
    return PivObjects.readTolerantly(card, PivObjects.ADMIN)
        .map(AdminData::parse)
        .orElseGet(() -> new AdminData(List.of()));
  }

  static AdminData parse(byte[] value) {
    try {
      Optional<Tlv> container = Tlv.find(Tlv.parseAll(value), CONTAINER);
      return new AdminData(container.isPresent() ? container.get().children() : List.of());
    } catch (TlvException e) {
      return new AdminData(List.of());
    }
  }

  /** The value of the object. */
  byte[] encode() {
    return Tlv.of(CONTAINER, fields.toArray(Tlv[]::new)).encode();
  }

  /** Whether the management key is stored behind the PIN. */
  boolean keyStored() {
    return (flags() & KEY_STORED) != 0;
  }

  /** Whether a tool blocked the PUK on purpose. */
  boolean pukBlocked() {
    return (flags() & PUK_BLOCKED) != 0;
  }

  private int flags() {
    return Tlv.find(fields, FLAGS)
        .map(Tlv::value)
        .filter(value -> value.length == 1)
        .map(value -> value[0] & 0xFF)
        .orElse(0);
  }

  /**
   * The same after the management key was changed. A salt from which an earlier one followed goes:
   * the new one does not follow from it.
   */
  AdminData withNewKey(boolean stored) {
    List<Tlv> others = fields.stream().filter(field -> field.tag() != SALT).toList();
    return new AdminData(others).with(KEY_STORED, stored);
  }

  /** The same with the PUK usable. */
  AdminData withUsablePuk() {
    return with(PUK_BLOCKED, false);
  }

  private AdminData with(int flag, boolean set) {
    int flags = set ? flags() | flag : flags() & ~flag;
    boolean told = Tlv.find(fields, FLAGS).isPresent();
    if (!told && flags == 0) {
      return this;
    }
    List<Tlv> changed = new ArrayList<>();
    changed.add(Tlv.of(FLAGS, new byte[] {(byte) flags}));
    fields.stream().filter(field -> field.tag() != FLAGS).forEach(changed::add);
    return new AdminData(changed);
  }
}
