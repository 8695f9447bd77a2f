package dev.countersign.card.otp;

import static dev.countersign.card.otp.OtpScript.BOTH;
import static dev.countersign.card.otp.OtpScript.GET_SERIAL;
import static dev.countersign.card.otp.OtpScript.NONE;
import static dev.countersign.card.otp.OtpScript.OTHER;
import static dev.countersign.card.otp.OtpScript.SELECT;
import static dev.countersign.card.otp.OtpScript.YUBIKEY_5;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.card.apdu.ScriptedChannel;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.wire.ChannelException;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands and answers in exact bytes. */
class OtpSlotsTest {
  private static final String CHALLENGE_1 = "00013000 40 0102" + "00".repeat(62) + "00";
  private static final String CHALLENGE_2 = "00013800 40 0102" + "00".repeat(62) + "00";
  private static final String MAC = "5E".repeat(20) + "9000";
  private static final byte[] MESSAGE = {1, 2};
  private static final SlotConfiguration HMAC =
      new SlotConfiguration.ChallengeResponse(Secret.copyOf(new byte[] {0x5E}), false);

  private static String write(String p1, SlotConfiguration configuration, AccessCodes codes) {
    return "0001" + p1 + "00 3A" + hex(SlotRecord.of(configuration, codes)) + "00";
  }

  private static final String WRITE_1 = write("01", HMAC, AccessCodes.none());
  private static final String WRITE_2 = write("03", HMAC, AccessCodes.none());
  private static final String DELETE_2 = "00010300 3A" + "00".repeat(58) + "00";

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static ScriptedChannel card(String status) {
    return new ScriptedChannel(OTHER, true).on(SELECT, status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"6A82", "6985", "6999", "6D00", "9000", "0507040300 9000"})
  void cardWithoutOtpIsNotRecognised(String answer) {
    assertThat(new OtpScript(card(answer)).recognise()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {BOTH, "050704 03 0B00 9000", "050704 03 0B00 020F0000 9000"})
  void statusIsThatOfSelect(String answer) {
    ScriptedChannel card = card(answer);
    OtpStatus status = new OtpScript(card).slots().status();
    assertThat(status.version()).isEqualTo("5.7.4");
    assertThat(status.slots())
        .containsExactly(new OtpStatus.Slot(1, true, false), new OtpStatus.Slot(2, true, true));
    assertThat(card.commands()).hasSize(1);
  }

  @Test
  void aChallengeCostsSelectAndOneCommand() {
    ScriptedChannel card = card(BOTH).on(CHALLENGE_1, MAC);
    OtpScript script = new OtpScript(card);
    assertThat(script.slots().challenge(1, MESSAGE)).hasSize(20).containsOnly(0x5E);
    assertThat(script.touches).isEmpty();
    card.assertDone();
  }

  @Test
  void aTouchIsToldOfAndMissed() {
    ScriptedChannel card = card(BOTH).on(CHALLENGE_2, "6985");
    OtpScript script = new OtpScript(card);
    OtpSlots slots = script.slots();
    assertThatExceptionOfType(TokenException.TouchNotGiven.class)
        .isThrownBy(() -> slots.challenge(2, MESSAGE));
    assertThat(script.touches).containsExactly("answer a challenge with otp:reader=Script;slot=2!");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9000", "6A80"})
  void aSlotOfAnotherKindHasNoKey(String answer) {
    OtpSlots slots = new OtpScript(card(BOTH).on(CHALLENGE_1, answer)).slots();
    assertThatExceptionOfType(TokenException.NoKey.class)
        .isThrownBy(() -> slots.challenge(1, MESSAGE))
        .withMessageContaining("something else");
  }

  @Test
  void anEmptySlotIsNotEvenAsked() {
    ScriptedChannel card = card(NONE);
    OtpSlots slots = new OtpScript(card).slots();
    assertThatExceptionOfType(TokenException.NoKey.class)
        .isThrownBy(() -> slots.challenge(1, MESSAGE))
        .withMessage("slot 1 is empty");
    assertThatIllegalArgumentException().isThrownBy(() -> slots.challenge(3, MESSAGE));
    assertThatIllegalArgumentException().isThrownBy(() -> slots.challenge(1, new byte[65]));
    assertThat(card.commands()).hasSize(1);
  }

  @Test
  void anAnswerOfAnotherLengthIsBadAndOtherRefusalsAreTold() {
    OtpSlots slots = new OtpScript(card(BOTH).on(CHALLENGE_1, "5E5E 9000")).slots();
    assertThatExceptionOfType(TokenException.BadResponse.class)
        .isThrownBy(() -> slots.challenge(1, MESSAGE));
    OtpSlots others = new OtpScript(card(BOTH).on(CHALLENGE_1, "6985")).slots();
    assertThatExceptionOfType(TokenException.Refused.class)
        .isThrownBy(() -> others.challenge(1, MESSAGE))
        .withMessageContaining("6985");
  }

  @Test
  void aChallengeIsSentAgainAfterAReset() {
    ScriptedChannel card =
        card(BOTH)
            .lost(CHALLENGE_1, ChannelException.Kind.RESET)
            .on(SELECT, BOTH)
            .on(CHALLENGE_1, MAC);
    assertThat(new OtpScript(card).slots().challenge(1, MESSAGE)).hasSize(20);
    card.assertDone();
  }

  /** The sequence decides, whatever the status word. */
  @ParameterizedTest
  @CsvSource({
    "050704 03 0B00, 050704 04 0B00, true",
    "050704 00 0000, 050704 01 0100, true",
    "050704 03 0B00, 050704 03 0B00, false",
    "050704 03 0B00, 050704 05 0B00, false",
    "050704 03 0B00, 050704 00 0100, false",
    "050002 03 0B00, 050002 00 0100, true",
    "050403 03 0B00, 050403 00 0100, false",
    "040303 03 0100, 040303 00 2000, true"
  })
  void aWriteIsDoneWhenTheSequenceSaysSo(String before, String after, boolean done) {
    ScriptedChannel card = card(before + "9000").on(WRITE_1, after + "9000");
    OtpSlots slots = new OtpScript(card).slots();
    if (done) {
      slots.program(1, HMAC, AccessCodes.none());
    } else {
      assertThatExceptionOfType(TokenException.Refused.class)
          .isThrownBy(() -> slots.program(1, HMAC, AccessCodes.none()))
          .withMessageContaining("changed nothing")
          .satisfies(e -> assertThat(e.remedy()).contains("access code"));
    }
    card.assertDone();
  }

  @Test
  void whereTheAnswerIsEmptyTheStatusIsAskedFor() {
    ScriptedChannel card = card(NONE).on(WRITE_2, "9000").on("00030000 00", "050704 01 0200 9000");
    OtpSlots slots = new OtpScript(card).slots();
    slots.program(2, HMAC, AccessCodes.none());
    assertThat(slots.status().slots().get(1).programmed()).isTrue();
    card.assertDone();
  }

  @ParameterizedTest
  @CsvSource({"9000, BadResponse", "6D00, Unsupported", "6F00, Refused"})
  void whereNothingTellsTheStatusThatIsSaid(String answer, String problem) {
    OtpSlots slots =
        new OtpScript(card(NONE).on(WRITE_1, "9000").on("00030000 00", answer)).slots();
    assertThatExceptionOfType(TokenException.class)
        .isThrownBy(() -> slots.program(1, HMAC, AccessCodes.none()))
        .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo(problem));
  }

  @ParameterizedTest
  @CsvSource({
    "6982, Refused",
    "6A80, Refused",
    "6985, Refused",
    "6A86, Unsupported",
    "6D00, Unsupported"
  })
  void refusalsAreTold(String status, String problem) {
    OtpSlots slots = new OtpScript(card(BOTH).on(WRITE_1, status)).slots();
    assertThatExceptionOfType(TokenException.class)
        .isThrownBy(() -> slots.program(1, HMAC, AccessCodes.none()))
        .withMessageContaining(status)
        .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo(problem));
  }

  @Test
  void aWriteIsNotSentTwice() {
    ScriptedChannel card = card(NONE).lost(WRITE_1, ChannelException.Kind.RESET);
    OtpSlots slots = new OtpScript(card).slots();
    assertThatExceptionOfType(TokenException.Unavailable.class)
        .isThrownBy(() -> slots.program(1, HMAC, AccessCodes.none()));
    card.assertDone();
  }

  @Test
  void accessCodesGoWithTheWrite() {
    AccessCodes codes =
        new AccessCodes(
            Optional.of(Secret.copyOf(new byte[] {1, 2, 3, 4, 5, 6})), Optional.empty());
    ScriptedChannel card =
        card(BOTH)
            .on(write("01", HMAC, codes), "050704 04 0B00 9000")
            .on("00010100 3A" + "00".repeat(52) + "010203040506 00", "050704 05 0A00 9000");
    OtpSlots slots = new OtpScript(card).slots();
    slots.program(1, HMAC, codes);
    slots.delete(1, codes);
    card.assertDone();
  }

  @Test
  void deletingTheLastSlotRestartsTheSequence() {
    ScriptedChannel card = card("050704 02 0200 9000").on(DELETE_2, "050704 00 0000 9000");
    OtpSlots slots = new OtpScript(card).slots();
    slots.delete(2, AccessCodes.none());
    assertThatExceptionOfType(TokenException.NoKey.class)
        .isThrownBy(() -> slots.delete(2, AccessCodes.none()));
    card.assertDone();
  }

  @Test
  void swap() {
    String swap = "00010600 06 000000000000 00";
    ScriptedChannel card = card(BOTH).on(swap, "050704 04 0700 9000").on(swap, "6700");
    OtpSlots slots = new OtpScript(card).slots();
    slots.swap();
    assertThatExceptionOfType(TokenException.Refused.class)
        .isThrownBy(slots::swap)
        .withMessageContaining("6700");
    card.assertDone();
  }

  @Test
  void theSerialNumberIsReadWhenItIsAskedFor() {
    ScriptedChannel card =
        new ScriptedChannel(YUBIKEY_5, true).on(SELECT, BOTH).on(GET_SERIAL, "00BC614E 9000");
    Token token = new OtpScript(card).token();
    assertThat(token).hasToString("otp:reader=Script");
    assertThat(token.uri()).hasToString("otp:serial=12345678");
    assertThat(token.identity().label()).isEqualTo("YubiKey 5.7.4");
    assertThat(token.identity().serial()).contains("12345678");
    card.assertDone();
  }

  @ParameterizedTest
  @ValueSource(strings = {"6D00", "9000", "6985", "0102 9000"})
  void aTokenWithoutOneIsNamedByItsReader(String answer) {
    Token token = new OtpScript(card(BOTH).on(GET_SERIAL, answer)).token();
    assertThat(token.uri()).hasToString("otp:reader=Script");
    assertThat(token.identity().label()).isEqualTo("OTP token");
  }

  @Test
  void afterANewConnectionTheSerialNumberMustBeTheSame() {
    ScriptedChannel first = card(BOTH).on(GET_SERIAL, "00BC614E 9000");
    ScriptedChannel same = card(BOTH).on(GET_SERIAL, "00BC614E 9000").on(CHALLENGE_1, MAC);
    ScriptedChannel other = card(BOTH).on(GET_SERIAL, "00BC614F 9000");
    OtpScript script = new OtpScript(first, same, other);
    Token token = script.token();
    token.uri();
    OtpSlots slots = token.require(OtpSlots.class);
    script.lane.close();
    assertThat(slots.challenge(1, MESSAGE)).hasSize(20);
    same.assertDone();
    script.lane.close();
    assertThatExceptionOfType(TokenException.Removed.class)
        .isThrownBy(() -> slots.challenge(1, MESSAGE));
    other.assertDone();
  }

  @Test
  void afterANewConnectionATokenThatWasNotAskedItsNumberIsNotTrusted() {
    OtpScript script = new OtpScript(card(BOTH), card(BOTH));
    OtpSlots slots = script.slots();
    script.lane.close();
    assertThatExceptionOfType(TokenException.Removed.class)
        .isThrownBy(() -> slots.challenge(1, MESSAGE));
  }
}
