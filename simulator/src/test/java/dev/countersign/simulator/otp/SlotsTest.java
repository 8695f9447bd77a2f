package dev.countersign.simulator.otp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.TestCard;
import dev.countersign.simulator.TokenStorage;
import dev.countersign.simulator.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** [YK-OTP] status and configuration: the program sequence tells what was changed. */
class SlotsTest {
  private static final String CODE = "A1A2A3A4A5A6";
  private static final String HMAC = OtpCase.hmac(OtpCase.HMAC_KEY, "", 0x26);
  private static final String LOCKED = OtpCase.hmac(OtpCase.HMAC_KEY, CODE, 0x26);
  private static final String HOTP = OtpCase.configuration("", "", "3132", "", 0x34, 0x60, 0x40);
  private static final String UPDATE = OtpCase.configuration("", "", "", "", 0x20, 0x21, 0x04);

  private final TokenStorage storage = TokenStorage.memory();
  private final OtpCase otp = open();

  private OtpCase open() {
    return OtpCase.of(Profile.YUBIKEY_5_7, World.deterministic(1), storage);
  }

  @ParameterizedTest
  @CsvSource({"YUBIKEY_5_7, 050704", "YUBIKEY_4_3, 040305"})
  void aNewTokenHasEmptySlots(Profile profile, String version) throws Exception {
    OtpCase card = OtpCase.of(profile);
    assertThat(card.send(OtpCase.SELECT + "00")).isEqualTo(version + "000000" + "9000");
    assertThat(card.send("00A4040008A000000527200101")).isEqualTo(version + "000000" + "9000");
    assertThat(card.send("00030000")).isEqualTo(version + "000000" + "9000");
    assertThat(card.send("0001100000")).isEqualTo("00BC614E9000");
    assertThat(storage.read("otp")).isEmpty();
  }

  @Test
  void aPlainCardHasNone() {
    assertThat(TestCard.of(Profile.NIST_PIV).send(OtpCase.SELECT)).isEqualTo("6A82");
  }

  @Test
  void everyWriteCountsAndTheLastDeletionCountsToZero() {
    assertThat(OtpCase.told(otp.write("03", HMAC))).isEqualTo("010200");
    assertThat(OtpCase.told(otp.write("01", HOTP))).isEqualTo("020700");
    assertThat(OtpCase.told(otp.write("03", OtpCase.hmac(OtpCase.HMAC_KEY, "", 0x2E))))
        .isEqualTo("030F00");
    assertThat(OtpCase.told(otp.write("01", OtpCase.DELETE))).isEqualTo("040A00");
    assertThat(OtpCase.told(otp.write("03", OtpCase.DELETE))).isEqualTo("000000");
    assertThat(OtpCase.told(otp.write("03", OtpCase.DELETE))).isEqualTo("000000");
  }

  @Test
  void theSequenceGoesRoundToOne() {
    for (int i = 1; i <= 255; i++) {
      assertThat(otp.write("03", HMAC)).startsWith("050704%02X".formatted(i));
    }
    assertThat(OtpCase.told(otp.write("03", HMAC))).isEqualTo("010200");
  }

  @Test
  void slotsSurviveAndTheSequenceBeginsAtOne() {
    otp.write("03", HMAC);
    otp.write("01", HOTP);
    OtpCase again = open();
    assertThat(again.status()).isEqualTo("010700");
    assertThat(again.request("38", OtpCase.challenge("0000000000000001"))).startsWith("3FF10AAA");
    again.card().select();
    again.token().reset();
    again.send(OtpCase.SELECT);
    again.write("03", HMAC);
    assertThat(again.status()).isEqualTo("020700");
    again.token().powerOff();
    again.token().powerOn();
    again.send(OtpCase.SELECT);
    assertThat(again.status()).isEqualTo("020700");
    again.token().attached();
    again.send(OtpCase.SELECT);
    assertThat(again.status()).isEqualTo("010700");
  }

  @Test
  void anInvertedLightIsTold() {
    assertThat(OtpCase.told(otp.write("01", OtpCase.configuration("", "", "01", "", 0xA4, 0, 0))))
        .isEqualTo("011500");
  }

  @Test
  void anAccessCodeIsAskedForByEveryWrite() {
    otp.write("03", LOCKED);
    String before = otp.status();
    for (String wrong : new String[] {OtpCase.NO_CODE, "A1A2A3A4A5A7"}) {
      assertThat(otp.request("03", HMAC + wrong)).isEqualTo("6982");
      assertThat(otp.request("03", OtpCase.DELETE + wrong)).isEqualTo("6982");
      assertThat(otp.request("05", UPDATE + wrong)).isEqualTo("6982");
      assertThat(otp.request("09", "0155" + "00".repeat(54) + wrong)).isEqualTo("6982");
      assertThat(otp.request("12", "04".repeat(45) + wrong)).isEqualTo("6982");
    }
    assertThat(otp.status()).isEqualTo(before).isEqualTo("010200");
    assertThat(otp.request("38", OtpCase.challenge("01"))).endsWith("9000");
    assertThat(OtpCase.told(otp.request("03", HMAC + CODE))).isEqualTo("020200");
    assertThat(OtpCase.told(otp.request("03", HMAC + "FFFFFFFFFFFF"))).isEqualTo("030200");
  }

  @Test
  void anUpdateSetsAndRemovesTheAccessCode() {
    String locks = OtpCase.configuration("", "", "", CODE, 0x24, 0x20, 0);
    otp.write("01", OtpCase.configuration("", "", "01", "", 0x34, 0x20, 0));
    assertThat(OtpCase.told(otp.write("04", locks))).isEqualTo("020500");
    assertThat(otp.write("01", HMAC)).isEqualTo("6982");
    assertThat(OtpCase.told(otp.request("04", UPDATE + CODE))).isEqualTo("030500");
    assertThat(OtpCase.told(otp.write("01", HMAC))).isEqualTo("040100");
  }

  @Test
  void anUpdateChangesFlagsAndNothingElse() {
    otp.write("01", OtpCase.configuration("87", "01", "02", "", 0x34, 0x00, 0x00));
    String typed = otp.token().touchSlot(1);
    assertThat(typed).startsWith("ji").doesNotEndWith("\n");
    otp.write("04", UPDATE);
    assertThat(otp.token().touchSlot(1)).startsWith("\tji").endsWith("\n").hasSize(1 + 2 + 32 + 1);
  }

  /** The flags of pacing are those of padding and touch here: they stay. */
  @Test
  void anUpdateLeavesChallengeFlags() {
    otp.write("03", HMAC);
    assertThat(OtpCase.told(otp.write("05", OtpCase.configuration("", "", "", "", 0x20, 0, 8))))
        .isEqualTo("020200");
    assertThat(otp.request("38", OtpCase.challenge("0000000000000001"))).startsWith("3FF10AAA");
  }

  @Test
  void whatCannotBeUpdatedKeepsTheSequence() {
    assertThat(OtpCase.told(otp.write("04", UPDATE))).isEqualTo("000000");
    otp.write("01", OtpCase.configuration("", "", "01", "", 0x14, 0x20, 0));
    assertThat(OtpCase.told(otp.write("04", UPDATE))).isEqualTo("010500");
    assertThat(otp.write("04", UPDATE.substring(0, 102) + "00")).isEqualTo("6A80");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "000000000000"})
  void swapExchangesSlotsWithTheirAccessCodes(String data) {
    assertThat(swap(data)).isEqualTo("000000");
    otp.write("03", LOCKED);
    assertThat(swap(data)).isEqualTo("020100");
    assertThat(otp.request("30", OtpCase.challenge("0000000000000001"))).startsWith("3FF10AAA");
    assertThat(otp.write("01", HMAC)).isEqualTo("6982");
    assertThat(OtpCase.told(otp.write("03", HMAC))).isEqualTo("030300");
    assertThat(otp.request("06", "0102")).isEqualTo("6700");
  }

  private String swap(String data) {
    return OtpCase.told(data.isEmpty() ? otp.send("0001060000") : otp.request("06", data));
  }

  @Test
  void slotOneMayProtectSlotTwo() {
    otp.write("03", HMAC);
    otp.write("01", OtpCase.configuration("", "", "01", "", 0x34, 0xA0, 0));
    assertThat(otp.write("03", HMAC)).isEqualTo("6982");
    assertThat(otp.write("03", OtpCase.DELETE)).isEqualTo("6982");
    assertThat(otp.write("01", OtpCase.DELETE)).endsWith("9000");
    assertThat(otp.write("03", OtpCase.configuration("", "", "01", "", 0x34, 0xA0, 0)))
        .endsWith("9000");
    otp.write("01", OtpCase.configuration("", "", "01", "", 0x34, 0xA0, 0));
    assertThat(otp.write("03", HMAC)).endsWith("9000");
  }

  @Test
  void aTelephoneCanReadASlotThatIsThere() {
    String ndef = "0555" + "04".repeat(54);
    assertThat(OtpCase.told(otp.write("08", ndef))).isEqualTo("000000");
    otp.write("01", HOTP);
    assertThat(OtpCase.told(otp.write("08", ndef))).isEqualTo("020500");
    assertThat(OtpCase.told(otp.write("09", ndef))).isEqualTo("020500");
    assertThat(otp.write("08", "3755" + "04".repeat(54))).isEqualTo("6A80");
    assertThat(otp.request("08", "00".repeat(61))).isEqualTo("6700");
    OtpCase old = OtpCase.of(Profile.YUBIKEY_4_3);
    assertThat(old.write("08", ndef)).isEqualTo("6A86");
  }

  @ParameterizedTest
  @CsvSource({"01, 57", "01, 59", "03, 52", "03, 1", "04, 64", "12, 50", "08, 58"})
  void otherLengthsAreRefused(String number, int bytes) {
    assertThat(otp.request(number, "00".repeat(bytes))).isEqualTo("6700");
    assertThat(otp.send("0001" + number + "00")).isEqualTo("6700");
  }

  @Test
  void malformedConfigurationsAreRefused() {
    String wrongSum = HMAC.substring(0, 100) + "0000";
    assertThat(otp.write("01", wrongSum)).isEqualTo("6A80");
    assertThat(otp.write("01", HMAC.substring(0, 96) + "0001" + HMAC.substring(100)))
        .isEqualTo("6A80");
    assertThat(otp.write("01", OtpCase.configuration("00".repeat(17), "", "", "", 0, 0, 0)))
        .isIn("6A80", "6700");
    assertThat(otp.write("01", "FF".repeat(52))).isEqualTo("6A80");
    assertThat(otp.status()).isEqualTo("000000");
  }

  @Test
  void theManagementApplicationIsReachedFromHere() {
    String page = otp.send("0001130000");
    TestCard.expectOk(otp.send("00A4040008A000000527471117"));
    assertThat(page).isEqualTo(otp.send("001D000000"));
    otp.send(OtpCase.SELECT);
    assertThat(OtpCase.told(otp.request("15", "03070105"))).isEqualTo("010000");
    assertThat(otp.request("15", "0307010509")).isEqualTo("6A80");
    assertThat(otp.request("11", "01000000")).isEqualTo("6D00");

    OtpCase old = OtpCase.of(Profile.YUBIKEY_4_3);
    assertThat(OtpCase.told(old.request("11", "810F0000"))).isEqualTo("010000");
    assertThat(old.request("11", "06000000")).isEqualTo("6A80");
    assertThat(old.send("0001130000")).startsWith("0C0101");
  }

  @Test
  void aDisabledAppletIsNotFoundAndTypesNothing() {
    otp.write("01", HOTP);
    assertThat(otp.token().touchSlot(1)).isNotEmpty();
    TestCard.expectOk(otp.send("00A4040008A000000527471117"));
    assertThat(otp.send("001C000005" + "0403020034")).isEqualTo("9000");
    assertThat(otp.send(OtpCase.SELECT)).isEqualTo("6A82");
    assertThat(otp.token().touchSlot(1)).isEmpty();
  }
}
