package dev.countersign.card.oath;

import static dev.countersign.card.oath.OathScript.OPEN;
import static dev.countersign.card.oath.OathScript.OTHER;
import static dev.countersign.card.oath.OathScript.SELECT;
import static dev.countersign.card.oath.OathScript.YUBIKEY_4;
import static dev.countersign.card.oath.OathScript.YUBIKEY_5;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.card.apdu.ScriptedChannel;
import dev.countersign.device.CodeAccounts;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenDriver;
import dev.countersign.device.TokenException;
import dev.countersign.wire.ChannelException;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which token it is, and whether it still is. */
class OathSelectionTest {
  private static final String LIST = "00A10000 00";
  private static final String OTHER_SALT = "7903 050704 7108 1112131415161718 9000";
  private static final String SELECT_MANAGEMENT = "00A40400 08 A000000527471117 00";
  private static final String READ_CONFIG = "001D0000 00";
  private static final String SELECT_OTP = "00A40400 08 A000000527200101 00";
  private static final String OTP_SERIAL = "00011000 00";

  @ParameterizedTest
  @ValueSource(
      strings = {"6A82", "6985", "6999", "6D00", "6B00", "6A81", "6E00", "9000", "7903050704 9000"})
  void cardWithoutOathIsNotRecognised(String answer) {
    assertThat(new OathScript(new ScriptedChannel(OTHER, false).on(SELECT, answer)).recognise())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"79020507 710101", "7903050704 7100", "7903050704 710101 7400", "7903050704 71"})
  void anAnswerThatCannotBeReadIsBad(String answer) {
    OathScript script =
        new OathScript(new ScriptedChannel(OTHER, false).on(SELECT, answer + "9000"));
    assertThatExceptionOfType(TokenException.BadResponse.class).isThrownBy(script::recognise);
  }

  @Test
  void anyOtherStatusIsAnError() {
    OathScript script = new OathScript(new ScriptedChannel(OTHER, false).on(SELECT, "6F00"));
    assertThatExceptionOfType(TokenException.Refused.class)
        .isThrownBy(script::recognise)
        .withMessageContaining("select the OATH application");
  }

  @Test
  void serialOfAYubiKey5IsReadWhenItIsAskedFor() {
    ScriptedChannel card =
        new ScriptedChannel(YUBIKEY_5, true)
            .on(SELECT, OPEN)
            .on(SELECT_MANAGEMENT, "9000")
            .on(READ_CONFIG, "0A 0102023F 0204 00BC614E 9000")
            .on(SELECT, OPEN);
    Token token = new OathScript(card).token();
    assertThat(token).hasToString("oath:reader=Script");
    assertThat(card.commands()).hasSize(1);
    assertThat(token.uri()).hasToString("oath:serial=12345678");
    assertThat(token.identity().label()).isEqualTo("YubiKey 5.7.4");
    assertThat(token.identity().firmware()).contains("5.7.4");
    assertThat(token.require(CodeAccounts.class).capacity()).hasValue(64);
    assertThat(token.capability(SigningKeys.class)).isEmpty();
    card.assertDone();
  }

  @ParameterizedTest
  @ValueSource(strings = {"6D00", "9000", "03 020100 9000", "05 0204 00BC61 9000"})
  void whereTheConfigurationTellsNoneTheOtpApplicationDoes(String configuration) {
    ScriptedChannel card =
        new ScriptedChannel(YUBIKEY_5, true)
            .on(SELECT, OPEN)
            .on(SELECT_MANAGEMENT, "9000")
            .on(READ_CONFIG, configuration)
            .on(SELECT_OTP, "9000")
            .on(OTP_SERIAL, "00BC614E 9000")
            .on(SELECT, OPEN);
    assertThat(new OathScript(card).token().uri()).hasToString("oath:serial=12345678");
    card.assertDone();
  }

  @ParameterizedTest
  @CsvSource({"9000, 6D00", "9000, 9000", "9000, 6A86"})
  void aYubiKey4ThatTellsNoneIsNamedByItsReader(String selected, String serial) {
    ScriptedChannel card =
        new ScriptedChannel(YUBIKEY_4, true)
            .on(SELECT, OPEN)
            .on(SELECT_OTP, selected)
            .on(OTP_SERIAL, serial)
            .on(SELECT, OPEN);
    assertThat(new OathScript(card).token().uri()).hasToString("oath:reader=Script");
  }

  @Test
  void otherMakesAreNamedByTheirReader() {
    ScriptedChannel card = new ScriptedChannel(OTHER, true).on(SELECT, OPEN);
    Token token = new OathScript(card).token();
    assertThat(token.uri()).hasToString("oath:reader=Script");
    assertThat(token.identity().serial()).isEmpty();
    assertThat(token.require(CodeAccounts.class).capacity()).isEmpty();
    card.assertDone();
  }

  @Test
  void everyTransactionBeginsWithSelect() {
    ScriptedChannel card =
        new ScriptedChannel(OTHER, true)
            .on(SELECT, OPEN)
            .on(LIST, "9000")
            .on(SELECT, OPEN)
            .on(LIST, "9000");
    OathScript script = new OathScript(card);
    CodeAccounts accounts = script.accounts();
    accounts.list();
    script.lane.release();
    accounts.list();
    card.assertDone();
  }

  @Test
  void anotherTokenInItsPlaceIsNoticed() {
    ScriptedChannel first = new ScriptedChannel(OTHER, true).on(SELECT, OPEN);
    ScriptedChannel second = new ScriptedChannel(OTHER, true).on(SELECT, OTHER_SALT);
    OathScript script = new OathScript(first, second);
    CodeAccounts accounts = script.accounts();
    script.lane.close();
    assertThatExceptionOfType(TokenException.Removed.class)
        .isThrownBy(accounts::list)
        .withMessageContaining("another token");
    second.assertDone();
  }

  @Test
  void theSameTokenPutBackGoesOn() {
    ScriptedChannel first = new ScriptedChannel(OTHER, true).on(SELECT, OPEN);
    ScriptedChannel second =
        new ScriptedChannel(OTHER, true).on(SELECT, OPEN).on(LIST, "9000").on(LIST, "9000");
    OathScript script = new OathScript(first, second);
    CodeAccounts accounts = script.accounts();
    script.lane.close();
    assertThat(accounts.list()).isEmpty();
    assertThat(accounts.list()).isEmpty();
    second.assertDone();
  }

  @Test
  void anotherCardWithoutTheApplicationIsNoticed() {
    ScriptedChannel first = new ScriptedChannel(OTHER, true).on(SELECT, OPEN);
    OathScript script = new OathScript(first, new ScriptedChannel(OTHER, true).on(SELECT, "6A82"));
    CodeAccounts accounts = script.accounts();
    script.lane.close();
    assertThatExceptionOfType(TokenException.Removed.class).isThrownBy(accounts::list);
  }

  @Test
  void aResetByAnotherProgramIsNoticed() {
    ScriptedChannel card = new ScriptedChannel(OTHER, true).on(SELECT, OPEN).on(SELECT, OTHER_SALT);
    OathScript script = new OathScript(card);
    CodeAccounts accounts = script.accounts();
    script.lane.release();
    assertThatExceptionOfType(TokenException.Unavailable.class)
        .isThrownBy(accounts::list)
        .withMessageContaining("another program reset the OATH application");
    card.assertDone();
  }

  @ParameterizedTest
  @CsvSource({"REMOVED, Removed", "TIMEOUT, Unavailable", "PROTOCOL, BadResponse"})
  void whatTheChannelSaysIsTold(ChannelException.Kind kind, String problem) {
    ScriptedChannel card = new ScriptedChannel(OTHER, true).on(SELECT, OPEN).lost(LIST, kind);
    CodeAccounts accounts = new OathScript(card).accounts();
    assertThatExceptionOfType(TokenException.class)
        .isThrownBy(accounts::list)
        .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo(problem));
  }

  @Test
  void driverIsFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(TokenDriver.class).stream().map(ServiceLoader.Provider::type))
        .contains(OathDriver.class);
  }
}
