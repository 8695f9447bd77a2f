package dev.countersign.card.otp;

import dev.countersign.card.apdu.ScriptedChannel;
import dev.countersign.card.apdu.ScriptedReader;
import dev.countersign.device.Lane;
import dev.countersign.device.PinEntry;
import dev.countersign.device.Ports;
import dev.countersign.device.Token;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A token of exact bytes, and what stands around it. */
final class OtpScript {
  static final String YUBIKEY_5 = "3BFD1300008131FE158073C021C057597562694B657940";
  static final String OTHER = "3B80";
  static final String SELECT = "00A40400 07 A0000005272001 00";
  static final String GET_SERIAL = "00011000 00";

  /** Version, sequence, slot 1 programmed, slot 2 with a touch too. */
  static final String BOTH = "050704 03 0B00 00 9000";

  static final String NONE = "050704 00 0000 00 9000";

  final List<String> touches = new ArrayList<>();
  final Lane lane;

  OtpScript(ScriptedChannel... cards) {
    for (ScriptedChannel card : cards) {
      card.repeatable(SELECT);
    }
    lane = new Lane(new ScriptedReader(cards));
  }

  Optional<Token> recognise() {
    return new OtpDriver()
        .recognise(
            lane,
            new Ports(
                Clock.systemUTC(),
                new SecureRandom(),
                PinEntry.none(),
                (token, purpose, certain) -> {
                  touches.add(purpose + (certain ? "!" : "?"));
                  return () -> {};
                }));
  }

  Token token() {
    return recognise().orElseThrow();
  }

  OtpSlots slots() {
    return token().require(OtpSlots.class);
  }
}
