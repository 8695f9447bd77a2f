package dev.countersign.card.piv;

import dev.countersign.card.apdu.ApduForm;
import dev.countersign.card.application.Fact;
import dev.countersign.card.application.Firmware;
import dev.countersign.card.application.Make;
import dev.countersign.wire.ApduChannel;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What was found out about a token and stays true while it is attached. Written inside the lane
 * only.
 */
final class CardFacts {
  /** Whether a card has a command. */
  enum Support {
    UNKNOWN,
    YES,
    NO
  }

  private final Object attachment;
  private final Make make;
  private final ApduForm form;
  private final ReentrantLock pinTurn = new ReentrantLock();
  private volatile PropertyTemplate template = PropertyTemplate.EMPTY;
  private volatile Object pinIdentity;
  private volatile Fact<String> serial = Fact.unknown();
  private volatile Fact<Firmware> firmware = Fact.unknown();
  private volatile Fact<Integer> pinReference = Fact.unknown();
  private volatile Support metadata = Support.UNKNOWN;

  private CardFacts(Object attachment, Make make, ApduForm form) {
    this.attachment = attachment;
    this.pinIdentity = attachment;
    this.make = make;
    this.form = form;
  }

  /** Nothing is known yet but what the channel says. */
  static CardFacts attached(Object attachment, ApduChannel channel) {
    return new CardFacts(
        attachment, Make.of(channel.atr()), new ApduForm(channel.extendedLength()));
  }

  /** The lane's mark of this connection, compared by identity. */
  Object attachment() {
    return attachment;
  }

  Make make() {
    return make;
  }

  ApduForm form() {
    return form;
  }

  /** Held by the thread that asks a person for the PIN, so that others do not ask again. */
  ReentrantLock pinTurn() {
    return pinTurn;
  }

  PropertyTemplate template() {
    return template;
  }

  void template(PropertyTemplate read) {
    template = read;
  }

  /** Stands for this token with this PIN: another object once the PIN was changed. */
  Object pinIdentity() {
    return pinIdentity;
  }

  void pinWasChanged() {
    pinIdentity = new Object();
  }

  /** The serial number. */
  Fact<String> serial() {
    return serial;
  }

  void serial(Fact<String> found) {
    serial = found;
  }

  /** The firmware version. */
  Fact<Firmware> firmware() {
    return firmware;
  }

  void firmware(Optional<Firmware> found) {
    firmware = Fact.of(found);
  }

  /** The key reference of the PIN to use. */
  Fact<Integer> pinReference() {
    return pinReference;
  }

  void pinReference(int reference) {
    pinReference = Fact.of(Optional.of(reference));
  }

  /** Whether the card has GET METADATA. */
  Support metadata() {
    return metadata;
  }

  void metadata(Support found) {
    metadata = found;
  }
}
