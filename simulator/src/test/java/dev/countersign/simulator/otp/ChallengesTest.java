package dev.countersign.simulator.otp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.TestCard;
import dev.countersign.simulator.TokenStorage;
import dev.countersign.simulator.World;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** [YK-OTP] challenge-response. */
class ChallengesTest {
  private static final String TIME = "0000000000000001";
  private static final String ANSWER = "3FF10AAA9FB09F025734CD16060303901E1D8461";

  private final OtpCase otp = OtpCase.of(Profile.YUBIKEY_5_7);

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void aChallengeLosesItsPadding(Profile profile) {
    OtpCase card = OtpCase.of(profile);
    card.write("03", OtpCase.hmac(OtpCase.HMAC_KEY, "", 0x26));
    String padded = OtpCase.challenge(TIME);
    assertThat(card.request("38", padded)).isEqualTo(ANSWER + "9000");
    assertThat(card.send("0001380040" + padded + "00")).isEqualTo(ANSWER + "9000");
  }

  /** The example of ykchalresp's manual page, after the standard for HMAC. */
  @Test
  void thePublishedExample() {
    String key = "303132333435363738393A3B3C3D3E3F40414243";
    otp.write("01", OtpCase.hmac(key, "", 0x26));
    assertThat(otp.request("30", OtpCase.challenge("53616D706C65202332")))
        .isEqualTo("0922D3405FAA3D194F82A45830737D5CC6C75D24" + "9000");
  }

  /** Of 64 bytes the last run is lost; without the flag nothing is. */
  @Test
  void wholeChallenges() {
    otp.write("01", OtpCase.hmac(OtpCase.HMAC_KEY, "", 0x26));
    otp.write("03", OtpCase.hmac(OtpCase.HMAC_KEY, "", 0x22));
    String full = TIME + "AA".repeat(56);
    assertThat(otp.request("30", full)).isEqualTo(ANSWER + "9000");
    assertThat(otp.request("38", full)).isNotEqualTo(ANSWER + "9000").endsWith("9000");
    // all 64 bytes with the padding in them, as an applet answers that never strips it
    assertThat(otp.request("38", OtpCase.challenge(TIME))).startsWith("27553CAC");
    String empty = otp.request("30", "00".repeat(64));
    assertThat(otp.request("30", "FF".repeat(64))).isEqualTo(empty).hasSize(44);
  }

  @ParameterizedTest
  @CsvSource({"30, 63", "30, 65", "30, 8", "38, 0", "20, 5", "20, 7", "28, 64"})
  void otherLengthsAreRefused(String number, int bytes) {
    otp.write("01", OtpCase.hmac(OtpCase.HMAC_KEY, "", 0x26));
    String sent = bytes == 0 ? otp.send("00013800") : otp.request(number, "00".repeat(bytes));
    assertThat(sent).isEqualTo("6700");
  }

  @ParameterizedTest
  @CsvSource({"20, 6", "28, 6", "30, 64", "38, 64"})
  void anEmptySlotAnswersNothing(String number, int bytes) {
    assertThat(otp.request(number, "00".repeat(bytes))).isEqualTo("9000");
  }

  @Test
  void aSlotAnswersOnlyWhatItIsFor() {
    otp.write("01", OtpCase.hmac(OtpCase.HMAC_KEY, "", 0x26));
    otp.write("03", OtpCase.configuration("", "", "01", "", 0x24, 0x40, 0x20));
    assertThat(otp.request("20", "00".repeat(6))).isEqualTo("6A80");
    assertThat(otp.request("38", "00".repeat(64))).isEqualTo("6A80");
    otp.write("03", OtpCase.configuration("", "", "01", "", 0x34, 0x20, 0));
    assertThat(otp.request("28", "00".repeat(6))).isEqualTo("6A80");
    assertThat(otp.request("38", "00".repeat(64))).isEqualTo("6A80");
  }

  @Test
  void aSlotThatSleepsAnswersNothing() {
    String key = OtpCase.HMAC_KEY;
    otp.write(
        "01",
        OtpCase.configuration("", key.substring(32), key.substring(0, 32), "", 0x64, 0x40, 0x26));
    assertThat(otp.request("30", OtpCase.challenge(TIME))).isEqualTo("9000");
  }

  @Test
  void aTouchIsAskedForBySlot() {
    List<String> asked = new ArrayList<>();
    World world =
        World.builder()
            .seed(1)
            .presence(
                purpose -> {
                  asked.add(purpose);
                  return asked.size() > 1;
                })
            .build();
    OtpCase card = OtpCase.of(Profile.YUBIKEY_5_7, world, TokenStorage.memory());
    card.write("03", OtpCase.hmac(OtpCase.HMAC_KEY, "", 0x2E));
    assertThat(card.request("38", OtpCase.challenge(TIME))).isEqualTo("6985");
    assertThat(card.request("38", OtpCase.challenge(TIME))).isEqualTo(ANSWER + "9000");
    assertThat(asked).containsExactly("slot 2", "slot 2");
  }

  /** As a program checks it that was written for real tokens: private id xor challenge. */
  @Test
  void aYubicoChallengeIsInThePrivateId() {
    String uid = "21927811558A";
    String key = "E732DF49F387E68904D2036A59ADB72F";
    otp.write("03", OtpCase.configuration("", uid, key, "", 0x24, 0x40, 0x20));
    String first = otp.request("28", "112233445566");
    String second = otp.request("28", "112233445566");
    assertThat(first).hasSize(36).isNotEqualTo(second).endsWith("9000");
    String block = plain(key, first);
    assertThat(block).startsWith("30B04B5500EC" + "0100").hasSize(32);
    assertThat(Crc16.holds(TestCard.bytes(block))).isTrue();
    assertThat(block.substring(22, 24)).isEqualTo("00");
    assertThat(plain(key, second).substring(22, 24)).isEqualTo("01");
  }

  private static String plain(String key, String answer) {
    return TestCard.crypt(Cipher.DECRYPT_MODE, "08", key, TestCard.withoutStatus(answer));
  }

  @ParameterizedTest
  @ValueSource(strings = {"000100 00", "000102 00", "000107 00", "000114 00", "000139 00"})
  void otherNumbersAreRefused(String command) {
    assertThat(otp.send(command)).isEqualTo("6A86");
  }

  @Test
  void otherCommands() {
    assertThat(otp.send("00011001")).isEqualTo("6A86");
    assertThat(otp.send("00020000")).isEqualTo("6D00");
    assertThat(otp.send("00A40000023F00")).isEqualTo("6A82");
    assertThat(otp.send("00010100" + "000100" + "00".repeat(256))).isEqualTo("6700");
  }
}
