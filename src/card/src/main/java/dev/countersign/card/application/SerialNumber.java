package dev.countersign.card.application;

import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.card.apdu.ResponseApdu;
import dev.countersign.device.AttachmentMemory;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The serial number of a YubiKey, which is the same in all its applications. Read once for as long
 * as it stays attached.
 *
 * @param decimal as its maker prints it
 */
public record SerialNumber(String decimal) implements AttachmentMemory.Item {
  private static final byte[] OTP_AID = HexFormat.of().parseHex("A000000527200101");
  private static final byte[] MANAGEMENT_AID = HexFormat.of().parseHex("A000000527471117");
  private static final CommandApdu OTP_SERIAL = CommandApdu.of(0x01, 0x10, 0x00);
  private static final CommandApdu READ_CONFIG = CommandApdu.of(0x1D, 0x00, 0x00);
  private static final int CONFIG_SERIAL = 0x02;

  /** How many bytes a token tells it in. */
  public static final int BYTES = 4;

  /** The number that some application was told before. */
  public static Optional<String> remembered(CardApplication card) {
    return card.lane().memory().recall(SerialNumber.class).map(SerialNumber::decimal);
  }

  /** Keeps a number that an application told. */
  public static Optional<String> remember(CardApplication card, Optional<String> serial) {
    serial.map(SerialNumber::new).ifPresent(card.lane().memory()::keep);
    return serial;
  }

  /**
   * The number, asked of the management or the OTP application where the one that is selected does
   * not tell it; that costs the state of the selected one. Empty for other makes, and where neither
   * tells it.
   */
  public static Optional<String> ofYubiKey(CardApplication card, Make make)
      throws ChannelException {
    Optional<String> known = remembered(card);
    if (known.isPresent() || !make.isYubiKey()) {
      return known;
    }
    Optional<String> serial = make == Make.YUBIKEY_5 ? fromManagement(card) : Optional.empty();
    if (serial.isEmpty()) {
      serial = fromOtp(card, make);
    }
    card.select();
    return remember(card, serial);
  }

  /** [YK-MGMT] READ CONFIG. */
  private static Optional<String> fromManagement(CardApplication card) throws ChannelException {
    if (!card.leaveFor(MANAGEMENT_AID)) {
      return Optional.empty();
    }
    ResponseApdu response = card.send(READ_CONFIG);
    byte[] data = response.data();
    if (!response.isSuccess() || data.length == 0 || (data[0] & 0xFF) != data.length - 1) {
      return Optional.empty();
    }
    try {
      List<Tlv> parts = Tlv.parseAll(Arrays.copyOfRange(data, 1, data.length));
      return Tlv.find(parts, CONFIG_SERIAL)
          .map(Tlv::value)
          .filter(value -> value.length == BYTES)
          .map(SerialNumber::decimal);
    } catch (TlvException e) {
      return Optional.empty();
    }
  }

  /** [YK-OTP] GET SERIAL; leaves the OTP application selected. */
  public static Optional<String> fromOtp(CardApplication card, Make make) throws ChannelException {
    return card.leaveFor(OTP_AID)
        ? Answers.told(card, make, card.send(OTP_SERIAL), BYTES).map(SerialNumber::decimal)
        : Optional.empty();
  }

  /** Four bytes as a decimal number. */
  public static String decimal(byte[] bytes) {
    return Long.toString(Long.parseLong(HexFormat.of().formatHex(bytes), 16));
  }
}
