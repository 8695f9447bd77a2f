package dev.countersign.card.piv;

import dev.countersign.wire.ChannelException;

/** Takes keys out of slots, where the token can, once it has seen the management key. */
final class KeyRemover {
  private final PivSession session;
  private final ManagementAccess management;

  KeyRemover(PivSession session, ManagementAccess management) {
    this.session = session;
    this.management = management;
  }

  void move(PivSlot from, PivSlot to, String operation) {
    remove(from, operation, card -> KeyRemoval.move(card, from, to), from, to);
  }

  void destroy(PivSlot slot, String operation) {
    remove(slot, operation, card -> KeyRemoval.destroy(card, slot), slot);
  }

  /** Work that has no result. */
  private interface Removal {
    void apply(PivCard card) throws ChannelException;
  }

  private void remove(PivSlot from, String operation, Removal removal, PivSlot... slots) {
    session.serial();
    String name = Places.name(session, from);
    KeyRemoval.requireOwn(name, operation, slots);
    session.require(PivFeature.MOVE_KEY, operation);
    management.run(
        name,
        operation,
        card -> {
          removal.apply(card);
          return true;
        });
  }
}
