package dev.countersign.card.piv;

import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.card.apdu.ResponseApdu;
import dev.countersign.card.apdu.StatusWord;
import dev.countersign.wire.ChannelException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** Finds out which token it is and what it can do, each fact once. */
final class Identification {
  private static final int INS_GET_VERSION = 0xFD;
  private static final int INS_GET_SERIAL = 0xF8;

  /** The OTP application of YubiKeys and its command for the serial number. */
  private static final byte[] OTP_AID = HexFormat.of().parseHex("A000000527200101");

  private static final CommandApdu OTP_SERIAL = CommandApdu.of(0x01, 0x10, 0x00);

  /** What a card answers that lacks a command, or has nothing to tell. */
  private static final Set<StatusWord> DOES_NOT_SAY =
      Set.of(
          StatusWord.INSTRUCTION_NOT_SUPPORTED,
          StatusWord.CLASS_NOT_SUPPORTED,
          StatusWord.FUNCTION_NOT_SUPPORTED,
          StatusWord.FILE_NOT_FOUND,
          StatusWord.INCORRECT_P1_P2,
          StatusWord.REFERENCE_NOT_FOUND,
          StatusWord.WRONG_P1_P2);

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
      Optional<String> own =
          Quirk.SERIAL_OVER_OTP.appliesTo(card.facts())
              ? serialFromOtp(card)
              : serialNumber(card, card.ask(CommandApdu.of(INS_GET_SERIAL, 0, 0)));
      if (own.isPresent()) {
        return own;
      }
    }
    return PivObjects.read(card, PivObjects.CHUID).flatMap(Chuid::guid);
  }

  /** [YK-OTP] GET SERIAL. Selecting the other application costs the PIN state. */
  private static Optional<String> serialFromOtp(PivCard card) throws ChannelException {
    Optional<String> serial =
        card.leaveFor(OTP_AID) ? serialNumber(card, card.send(OTP_SERIAL)) : Optional.empty();
    card.select();
    return serial;
  }

  private static Optional<String> serialNumber(PivCard card, ResponseApdu response) {
    return told(card, response, 4)
        .map(bytes -> Long.toString(Long.parseLong(HexFormat.of().formatHex(bytes), 16)));
  }

  /**
   * What a card tells of itself; empty where it does not say. At a make that has the command any
   * other answer is an error, lest a slip be taken for a fact that stays.
   */
  private static Optional<byte[]> told(PivCard card, ResponseApdu response, int bytes) {
    byte[] data = response.data();
    if (response.isSuccess() && data.length == bytes) {
      return Optional.of(data);
    }
    boolean silent =
        response.isSuccess() ? data.length == 0 : DOES_NOT_SAY.contains(response.status());
    if (silent || !card.facts().make().isYubiKey()) {
      return Optional.empty();
    }
    if (!response.isSuccess()) {
      throw new UnexpectedStatus(response.status());
    }
    throw card.badResponse("its serial number or version has %d bytes".formatted(data.length));
  }

  /** The firmware version ([YK-PIV] GET VERSION); other makers' cards answer it too, or not. */
  static Optional<Firmware> firmware(PivCard card) throws ChannelException {
    if (!card.facts().firmware().known()) {
      ResponseApdu response = card.ask(CommandApdu.of(INS_GET_VERSION, 0, 0));
      card.facts()
          .firmware(
              told(card, response, 3)
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
