package dev.countersign.simulator.otp;

import dev.countersign.wire.oath.HotpValue;
import dev.countersign.wire.oath.Modhex;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** What slots type when they are touched ([YK-OTP] by mode). */
final class Keyboard {
  private static final int NO_CHALLENGE_BYTES = 6;
  private static final int SHORT_TICKET = 16;

  private final OtpCard card;
  private final OneTimePasswords passwords;

  Keyboard(OtpCard card, OneTimePasswords passwords) {
    this.card = card;
    this.passwords = passwords;
  }

  /** What a slot types; nothing when it is empty, asleep, used up, or answers challenges. */
  String type(int number) {
    Optional<Slot> slot = card.state().slot(number);
    if (slot.isEmpty() || slot.get().configuration().dormant()) {
      return "";
    }
    SlotConfiguration configuration = slot.get().configuration();
    return switch (configuration.kind()) {
      case HMAC_CHALLENGE, YUBICO_CHALLENGE -> "";
      case STATIC_PASSWORD ->
          ScanCodes.text(configuration.scanCodes())
              + (configuration.ticketHas(SlotConfiguration.TKT_ENTER) ? "\n" : "");
      case STATIC_TICKET -> ticket(configuration, staticPart(configuration));
      case HOTP -> hotp(number, slot.get());
      case YUBICO_OTP ->
          passwords
              .next(number, slot.get(), new byte[NO_CHALLENGE_BYTES])
              .map(password -> ticket(configuration, Modhex.encode(password)))
              .orElse("");
    };
  }

  /** The one-time password whose counters never move. */
  private static String staticPart(SlotConfiguration configuration) {
    byte[] block = new YubicoOtp(configuration.uid(), 0, 0, 0, 0).encrypted(configuration.key());
    String text = Modhex.encode(block);
    return configuration.has(SlotConfiguration.CFG_SHORT_OR_EIGHT_DIGITS)
        ? text.substring(0, SHORT_TICKET)
        : text;
  }

  private String ticket(SlotConfiguration configuration, String moving) {
    String reference =
        configuration.has(SlotConfiguration.CFG_SEND_REFERENCE) ? Modhex.LETTERS : "";
    return framed(configuration, reference + Modhex.encode(configuration.fixed()), moving);
  }

  /** [RFC4226]: the next counter is stored before the code of this one is typed. */
  private String hotp(int number, Slot slot) {
    SlotConfiguration configuration = slot.configuration();
    card.memory()
        .commit(card.state().with(number, slot.withCounter((slot.counter() + 1) & Long.MAX_VALUE)));
    byte[] input = ByteBuffer.allocate(Long.BYTES).putLong(slot.counter()).array();
    String code =
        HotpValue.decimal(
            HotpValue.truncate(HmacSha1.mac(configuration, input)),
            configuration.has(SlotConfiguration.CFG_SHORT_OR_EIGHT_DIGITS) ? 8 : 6);
    return framed(configuration, tokenId(configuration), code);
  }

  /** The token id: modhex, decimal digits, or modhex for the one or two bytes at its head. */
  private static String tokenId(SlotConfiguration configuration) {
    boolean one = configuration.has(SlotConfiguration.CFG_FIXED_MODHEX_1);
    boolean two = configuration.has(SlotConfiguration.CFG_FIXED_MODHEX_2);
    byte[] fixed = configuration.fixed();
    int letters = one && two ? fixed.length : Math.min(fixed.length, two ? 2 : one ? 1 : 0);
    return Modhex.encode(Arrays.copyOf(fixed, letters))
        + HexFormat.of().formatHex(fixed, letters, fixed.length);
  }

  private String framed(SlotConfiguration configuration, String first, String second) {
    return ScanCodes.mapped(
        tab(configuration, SlotConfiguration.TKT_TAB_FIRST)
            + first
            + tab(configuration, SlotConfiguration.TKT_TAB_AFTER_1)
            + second
            + tab(configuration, SlotConfiguration.TKT_TAB_AFTER_2)
            + (configuration.ticketHas(SlotConfiguration.TKT_ENTER) ? "\n" : ""),
        card.state().scanMap());
  }

  private static String tab(SlotConfiguration configuration, int flag) {
    return configuration.ticketHas(flag) ? "\t" : "";
  }
}
