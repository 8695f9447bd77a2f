package dev.countersign.card.piv;

import dev.countersign.card.application.Firmware;
import dev.countersign.card.application.Make;
import dev.countersign.card.piv.ManagementAccess.Situation;
import dev.countersign.wire.ChannelException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Collects a {@link PivStatus}. */
final class StatusReader {
  private StatusReader() {}

  static PivStatus read(PivCard card) throws ChannelException {
    Optional<String> serial = Identification.serial(card);
    Set<PivFeature> features = Identification.features(card);
    Optional<String> firmware = card.facts().firmware().value().map(Firmware::toString);
    Situation management = Situation.read(card);
    String label =
        card.facts().make().isYubiKey()
            ? "YubiKey" + firmware.map(version -> " " + version).orElse("")
            : "PIV card";
    return new PivStatus(
        label,
        firmware,
        serial,
        PivObjects.readTolerantly(card, PivObjects.CHUID).flatMap(Chuid::guid),
        pin(card),
        reference(card, PivPin.PUK),
        management.factory(),
        management.algorithm(),
        management.behindPin(),
        features);
  }

  private static PivStatus.Reference pin(PivCard card) throws ChannelException {
    PivStatus.Reference told = reference(card, PivPin.reference(card));
    if (told.triesLeft().isPresent()) {
      return told;
    }
    OptionalInt left = PivPin.triesLeft(card);
    return new PivStatus.Reference(left, told.tries(), told.factory());
  }

  private static PivStatus.Reference reference(PivCard card, int reference)
      throws ChannelException {
    if (card.facts().make() == Make.YUBIKEY_4) {
      return PivStatus.Reference.UNKNOWN;
    }
    return Metadata.find(card, reference)
        .map(told -> new PivStatus.Reference(told.triesLeft(), told.tries(), told.isDefault()))
        .orElse(PivStatus.Reference.UNKNOWN);
  }
}
