package dev.countersign.simulator.piv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.TestCard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** [SP800-73-4/2] 3.2. */
class PinCommandsTest {
  private static final String WRONG = "393939393939FFFF";
  private static final String NEW = "363534333231FFFF";

  @ParameterizedTest
  @ValueSource(strings = {"00200080", "0020008000", "00200080000000"})
  void statusInEveryShapeCostsNoTry(String command) {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select();
    for (int i = 0; i < 5; i++) {
      assertThat(card.send(command)).isEqualTo("63C3");
    }
    card.verify();
    assertThat(card.send(command)).isEqualTo("9000");
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void wrongPinsBlockThePin(Profile profile) {
    TestCard card = TestCard.of(profile).select();
    assertThat(card.send("0020008008" + WRONG)).isEqualTo("63C2");
    assertThat(card.send("0020008008" + WRONG)).isEqualTo("63C1");
    assertThat(card.send("0020008008" + WRONG)).isEqualTo("63C0");
    assertThat(card.send("0020008008" + WRONG)).isEqualTo("6983");
    assertThat(card.send("0020008008" + TestCard.PIN)).isEqualTo("6983");
    assertThat(card.send("00200080")).isEqualTo("6983");
  }

  @Test
  void aRightPinGivesAllTriesBack() {
    TestCard card = TestCard.of(Profile.YUBIKEY_4_3).select();
    card.send("0020008008" + WRONG);
    card.send("0020008008" + WRONG);
    card.verify();
    card.token().reset();
    card.select();
    assertThat(card.send("00200080")).isEqualTo("63C3");
  }

  @Test
  void aWrongPinEndsTheVerifiedState() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().verify();
    card.send("0020008008" + WRONG);
    assertThat(card.send("00200080")).isEqualTo("63C2");
  }

  @Test
  void takesATrailingLe() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select();
    assertThat(card.send("0020008008" + TestCard.PIN + "00")).isEqualTo("9000");
  }

  @Test
  void clearingIsKnownFromFirmware543AndInTheStandard() {
    TestCard now = TestCard.of(Profile.YUBIKEY_5_7).select().verify();
    assertThat(now.send("0020FF80")).isEqualTo("9000");
    assertThat(now.send("00200080")).isEqualTo("63C3");
    TestCard standard = TestCard.of(Profile.NIST_PIV).select().verify();
    assertThat(standard.send("0020FF80")).isEqualTo("9000");
    assertThat(standard.send("00200080")).isEqualTo("63C3");
    TestCard old = TestCard.of(Profile.YUBIKEY_4_3).select().verify();
    assertThat(old.send("0020FF80")).isEqualTo("6A86");
    assertThat(old.send("00200080")).isEqualTo("9000");
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    "00200000 08 313233343536FFFF, 6A88",
    "00200096, 6A88",
    "00200180, 6A86",
    "00200080 07 313233343536FF, 6A80",
    "00200080 09 313233343536FFFFFF, 6A80",
    "0020FF80 01 00, 6A80",
  })
  void refusesWhatIsNoPinWithoutTakingATry(String command, String status) {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select();
    assertThat(card.send(command)).isEqualTo(status);
    assertThat(card.send("00200080")).isEqualTo("63C3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"3132333435FFFFFF", "31323334353641FF", "3132333435FF36FF", "FFFFFFFFFFFFFFFF"})
  void theStandardTakesDigitsOnlyAndAYubiKeyCountsATry(String pin) {
    TestCard standard = TestCard.of(Profile.NIST_PIV).select();
    assertThat(standard.send("0020008008" + pin)).isEqualTo("6A80");
    assertThat(standard.send("00200080")).isEqualTo("63C3");
    TestCard yubikey = TestCard.of(Profile.YUBIKEY_5_7).select();
    assertThat(yubikey.send("0020008008" + pin)).isEqualTo("63C2");
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void changesThePin(Profile profile) {
    TestCard card = TestCard.of(profile).select();
    assertThat(card.send("0024008010" + TestCard.PIN + NEW)).isEqualTo("9000");
    assertThat(card.send("0020008008" + TestCard.PIN)).isEqualTo("63C2");
    assertThat(card.send("0020008008" + NEW)).isEqualTo("9000");
  }

  @Test
  void changesThePuk() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select();
    assertThat(card.send("0024008110" + TestCard.PUK + "3837363534333231")).isEqualTo("9000");
    assertThat(card.send("002C008010" + TestCard.PUK + NEW)).isEqualTo("63C2");
    assertThat(card.send("002C008010" + "3837363534333231" + NEW)).isEqualTo("9000");
  }

  @Test
  void aWrongOldPinCostsATryAndChangesNothing() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select();
    assertThat(card.send("0024008010" + WRONG + NEW)).isEqualTo("63C2");
    assertThat(card.send("0020008008" + NEW)).isEqualTo("63C1");
    card.verify();
  }

  @Test
  void thePukUnblocksThePin() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select();
    for (int i = 0; i < 4; i++) {
      card.send("0020008008" + WRONG);
    }
    assertThat(card.send("002C008010" + TestCard.PUK + NEW)).isEqualTo("9000");
    assertThat(card.send("00200080")).isEqualTo("63C3");
    assertThat(card.send("0020008008" + NEW)).isEqualTo("9000");
  }

  @Test
  void wrongPuksBlockThePuk() {
    TestCard card = TestCard.of(Profile.YUBIKEY_4_3).select();
    String wrong = "002C008010" + "FF".repeat(16);
    assertThat(card.send(wrong)).isEqualTo("63C2");
    assertThat(card.send(wrong)).isEqualTo("63C1");
    assertThat(card.send(wrong)).isEqualTo("63C0");
    assertThat(card.send(wrong)).isEqualTo("6983");
    assertThat(card.send("002C008010" + TestCard.PUK + NEW)).isEqualTo("6983");
    assertThat(card.send("0024008110" + TestCard.PUK + TestCard.PUK)).isEqualTo("6983");
  }

  @Test
  void settingRetriesNeedsBothSecretsAndRestoresFactoryValues() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select();
    card.send("0024008010" + TestCard.PIN + NEW);
    assertThat(card.send("00FA0507")).isEqualTo("6982");
    card.send("0020008008" + NEW);
    assertThat(card.send("00FA0507")).isEqualTo("6982");
    card.manage();
    assertThat(card.send("00FA0007")).isEqualTo("6A86");
    assertThat(card.send("00FA0507")).isEqualTo("9000");
    assertThat(card.send("00200080")).isEqualTo("63C5");
    assertThat(card.send("00F70080")).isEqualTo("0101FF050101060205059000");
    assertThat(card.send("00F70081")).isEqualTo("0101FF050101060207079000");
    card.verify();
  }

  @Test
  void moreTriesThanFifteenLookLikeFifteen() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage().verify();
    assertThat(card.send("00FAFFFF")).isEqualTo("9000");
    assertThat(card.send("00200080")).isEqualTo("63CF");
    assertThat(card.send("0020008008" + WRONG)).isEqualTo("63CF");
    assertThat(card.send("00F70080")).isEqualTo("0101FF0501010602FFFE9000");
  }

  @Test
  void powerLossEndsTheVerifiedStateAndKeepsTheCounter() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select();
    card.send("0020008008" + WRONG);
    card.token().powerOff();
    card.token().powerOn();
    card.select();
    assertThat(card.send("00200080")).isEqualTo("63C2");
  }

  @Test
  void anotherAppletEndsTheVerifiedStateAndTheSameOneDoesNot() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().verify().select();
    assertThat(card.send("00200080")).isEqualTo("9000");
    card.send("00A4040008A000000527200101");
    card.select();
    assertThat(card.send("00200080")).isEqualTo("63C3");
  }
}
