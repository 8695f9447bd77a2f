package dev.countersign.card.otp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.device.Secret;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** [YK-OTP] configuration: what each kind looks like on the wire, and the padding of challenges. */
class SlotRecordTest {
  /** The checksum of a record with its own checksum at the end. */
  private static final int RESIDUE = 0xF0B8;

  private static Secret secret(String hex) {
    return Secret.copyOf(HexFormat.of().parseHex(hex));
  }

  private static String hex(byte[] bytes, int from, int to) {
    return HexFormat.of().formatHex(bytes, from, to);
  }

  private static void assertRecord(
      SlotConfiguration configuration, String fixedUidKey, String sizeAndFlags) {
    byte[] record = SlotRecord.of(configuration, AccessCodes.none());
    assertThat(record).hasSize(58);
    assertThat(hex(record, 0, 38)).isEqualTo(fixedUidKey.replace(" ", ""));
    assertThat(hex(record, 38, 44)).as("access code").isEqualTo("000000000000");
    assertThat(hex(record, 44, 48)).isEqualTo(sizeAndFlags);
    assertThat(hex(record, 48, 50)).isEqualTo("0000");
    assertThat(Crc.of(record, 52)).isEqualTo(RESIDUE);
    assertThat(hex(record, 52, 58)).isEqualTo("000000000000");
  }

  @ParameterizedTest
  @CsvSource({"false, 00244026", "true, 0024402e"})
  void challengeResponse(boolean touch, String flags) {
    assertRecord(
        new SlotConfiguration.ChallengeResponse(
            secret("000102030405060708090a0b0c0d0e0f10111213"), touch),
        "00000000000000000000000000000000 101112130000 000102030405060708090a0b0c0d0e0f",
        flags);
  }

  @Test
  void aShortHmacKeyIsPadded() {
    assertRecord(
        new SlotConfiguration.ChallengeResponse(secret("5e"), false),
        "00000000000000000000000000000000 000000000000 5e000000000000000000000000000000",
        "00244026");
  }

  @Test
  void yubicoOtp() {
    assertRecord(
        new SlotConfiguration.YubicoOtp(
            HexFormat.of().parseHex("112233445566"),
            secret("a1a2a3a4a5a6"),
            secret("000102030405060708090a0b0c0d0e0f")),
        "11223344556600000000000000000000 a1a2a3a4a5a6 000102030405060708090a0b0c0d0e0f",
        "06342000");
  }

  @ParameterizedTest
  @CsvSource({
    "6, 0, 00346040, 0000",
    "8, 16, 00346042, 0001",
    "6, 1048560, 00346040, ffff",
    "6, 4096, 00346040, 0100"
  })
  void hotp(int digits, int counter, String flags, String counterBytes) {
    assertRecord(
        new SlotConfiguration.Hotp(
            secret("000102030405060708090a0b0c0d0e0f10111213"), digits, counter),
        "00000000000000000000000000000000 10111213"
            + counterBytes
            + "000102030405060708090a0b0c0d0e0f",
        flags);
  }

  @ParameterizedTest
  @CsvSource({"true, 10342002", "false, 10340002"})
  void staticPassword(boolean enter, String flags) {
    String keys =
        HexFormat.of().formatHex("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKL".getBytes(US_ASCII));
    assertRecord(new SlotConfiguration.StaticPassword(secret(keys), enter), keys, flags);
  }

  @Test
  void accessCodesOldAndNew() {
    AccessCodes codes =
        new AccessCodes(Optional.of(secret("c1c2c3c4c5c6")), Optional.of(secret("d1d2d3d4d5d6")));
    byte[] record =
        SlotRecord.of(new SlotConfiguration.ChallengeResponse(secret("5e"), false), codes);
    assertThat(hex(record, 38, 44)).isEqualTo("d1d2d3d4d5d6");
    assertThat(hex(record, 52, 58)).isEqualTo("c1c2c3c4c5c6");
    assertThat(Crc.of(record, 52)).isEqualTo(RESIDUE);
    byte[] empty = SlotRecord.empty(codes);
    assertThat(hex(empty, 0, 52)).isEqualTo("00".repeat(52));
    assertThat(hex(empty, 52, 58)).isEqualTo("c1c2c3c4c5c6");
  }

  static Stream<SlotConfiguration> impossible() {
    Secret aes = secret("00".repeat(16));
    Secret six = secret("00".repeat(6));
    return Stream.of(
        new SlotConfiguration.ChallengeResponse(secret(""), false),
        new SlotConfiguration.ChallengeResponse(secret("00".repeat(21)), false),
        new SlotConfiguration.YubicoOtp(new byte[17], six, aes),
        new SlotConfiguration.YubicoOtp(new byte[6], aes, aes),
        new SlotConfiguration.YubicoOtp(new byte[6], six, six),
        new SlotConfiguration.Hotp(aes, 7, 0),
        new SlotConfiguration.Hotp(aes, 6, 1),
        new SlotConfiguration.Hotp(aes, 6, -16),
        new SlotConfiguration.Hotp(aes, 6, 0x100000),
        new SlotConfiguration.Hotp(secret("00".repeat(21)), 6, 0),
        new SlotConfiguration.StaticPassword(secret(""), true),
        new SlotConfiguration.StaticPassword(secret("00".repeat(39)), true));
  }

  @ParameterizedTest
  @MethodSource("impossible")
  void whatDoesNotFitIsRefused(SlotConfiguration configuration) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SlotRecord.of(configuration, AccessCodes.none()));
  }

  /** The check value that catalogues of checksums give for this one. */
  @Test
  void checksum() {
    assertThat(Crc.of("123456789".getBytes(US_ASCII), 9)).isEqualTo(0x6F91);
  }

  @Test
  void challengesArePaddedByWhatTheyDoNotEndWith() {
    assertThat(Challenge.padded(new byte[] {5})).isEqualTo(Arrays.copyOf(new byte[] {5}, 64));
    byte[] afterZero = Challenge.padded(new byte[] {5, 0});
    assertThat(hex(afterZero, 0, 64)).isEqualTo("0500" + "01".repeat(62));
    byte[] full = new byte[64];
    assertThat(Challenge.padded(full)).isEqualTo(full);
    assertThatIllegalArgumentException().isThrownBy(() -> Challenge.padded(new byte[0]));
    assertThatIllegalArgumentException().isThrownBy(() -> Challenge.padded(new byte[65]));
  }
}
