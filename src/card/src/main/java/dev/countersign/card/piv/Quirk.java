package dev.countersign.card.piv;

import dev.countersign.card.application.Firmware;
import dev.countersign.card.application.Make;
import java.util.Optional;
import java.util.function.Predicate;

/** Where cards differ from what one would think, and how to tell such a card. */
enum Quirk {
  /**
   * RSA keys made by YubiKeys 4.2.0 to 4.3.4 can be factored (ROCA, CVE-2017-15361): none is made
   * on them. Makers' tools differ on where the window begins; this is the widest.
   */
  ROCA(
      facts ->
          facts.make().isYubiKey()
              && firmware(facts)
                  .filter(v -> v.isBetween(new Firmware(4, 2, 0), new Firmware(4, 3, 4)))
                  .isPresent()),
  /** Before firmware 5.0 only the OTP application tells the serial number. */
  SERIAL_OVER_OTP(facts -> facts.make() == Make.YUBIKEY_4),
  /** PivApplet writes 00 for generated and 01 for imported where others write 01 and 02. */
  INVERTED_ORIGIN(
      facts -> facts.template().label().filter(label -> label.contains("PivApplet")).isPresent()),
  /** Without P-384: YubiKeys before 4.0. */
  NO_P384(
      facts ->
          facts.make().isYubiKey()
              && firmware(facts).filter(v -> v.compareTo(new Firmware(4, 0, 0)) < 0).isPresent());

  @SuppressWarnings("ImmutableEnumChecker") // the predicates hold nothing
  private final Predicate<CardFacts> predicate;

  Quirk(Predicate<CardFacts> predicate) {
    this.predicate = predicate;
  }

  /** Whether this card is one of those. What depends on the firmware must have been read before. */
  boolean appliesTo(CardFacts facts) {
    return predicate.test(facts);
  }

  private static Optional<Firmware> firmware(CardFacts facts) {
    return facts.firmware().value();
  }
}
