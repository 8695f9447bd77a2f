package dev.countersign.card.piv;

import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.card.apdu.ResponseApdu;
import dev.countersign.card.application.Answers;
import dev.countersign.card.application.Fact;
import dev.countersign.card.application.Firmware;
import dev.countersign.card.application.Make;
import dev.countersign.card.application.SerialNumber;
import dev.countersign.wire.ChannelException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Finds out which token it is and what it can do, each fact once. */
final class Identification {
  private static final int INS_GET_VERSION = 0xFD;
  private static final int INS_GET_SERIAL = 0xF8;

  private Identification() {}

  /**
   * The serial number of a YubiKey in decimal, else the GUID of the CHUID in hexadecimal; empty
   * when there is neither.
   */
  static Optional<String> serial(PivCard card) throws ChannelException {
    if (!card.facts().serial().known()) {
      card.facts().serial(Fact.of(readSerial(card)));
    }
    return card.facts().serial().value();
  }

  private static Optional<String> readSerial(PivCard card) throws ChannelException {
    if (card.facts().make().isYubiKey()) {
      Optional<String> own = SerialNumber.remembered(card);
      if (own.isEmpty()) {
        own = SerialNumber.remember(card, readSerialOfYubiKey(card));
      }
      if (own.isPresent()) {
        return own;
      }
    }
    return PivObjects.read(card, PivObjects.CHUID).flatMap(Chuid::guid);
  }

  private static Optional<String> readSerialOfYubiKey(PivCard card) throws ChannelException {
    Make make = card.facts().make();
    if (Quirk.SERIAL_OVER_OTP.appliesTo(card.facts())) {
      Optional<String> serial = SerialNumber.fromOtp(card, make);
      card.select(); // the other application cost the PIN state
      return serial;
    }
    ResponseApdu response = card.ask(CommandApdu.of(INS_GET_SERIAL, 0, 0));
    return Answers.told(card, make, response, 4).map(SerialNumber::decimal);
  }

  /** The firmware version ([YK-PIV] GET VERSION); other makers' cards answer it too, or not. */
  static Optional<Firmware> firmware(PivCard card) throws ChannelException {
    if (!card.facts().firmware().known()) {
      ResponseApdu response = card.ask(CommandApdu.of(INS_GET_VERSION, 0, 0));
      card.facts()
          .firmware(
              Answers.told(card, card.facts().make(), response, 3)
                  .map(
                      version ->
                          new Firmware(version[0] & 0xFF, version[1] & 0xFF, version[2] & 0xFF)));
    }
    return card.facts().firmware().value();
  }

  /** What the card can do beyond the standard; nothing where it tells no version. */
  static Set<PivFeature> features(PivCard card) throws ChannelException {
    Set<PivFeature> features = EnumSet.noneOf(PivFeature.class);
    Optional<Firmware> firmware = firmware(card);
    if (firmware.isPresent()) {
      for (PivFeature feature : PivFeature.values()) {
        if (feature.in(firmware.get())) {
          features.add(feature);
        }
      }
    }
    return features;
  }
}
