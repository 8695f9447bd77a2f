package dev.countersign.card.oath;

import static dev.countersign.card.oath.OathScript.DRAWN;
import static dev.countersign.card.oath.OathScript.LOCKED;
import static dev.countersign.card.oath.OathScript.OPEN;
import static dev.countersign.card.oath.OathScript.OTHER;
import static dev.countersign.card.oath.OathScript.PASSWORD;
import static dev.countersign.card.oath.OathScript.SELECT;
import static dev.countersign.card.oath.OathScript.hex;
import static dev.countersign.card.oath.OathScript.hmac;
import static dev.countersign.card.oath.OathScript.key;
import static dev.countersign.card.oath.OathScript.proof;
import static dev.countersign.card.oath.OathScript.text;
import static dev.countersign.card.oath.OathScript.validate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.card.apdu.ScriptedChannel;
import dev.countersign.device.CodeAccounts;
import dev.countersign.device.MacKey;
import dev.countersign.device.MacKeys;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.wire.ChannelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The password of the application: proven, kept, refused, set and taken away. */
class OathPasswordTest {
  private static final String LIST = "00A10000 00";
  private static final String EMPTY_LIST = "9000";

  private static ScriptedChannel locked() {
    return new ScriptedChannel(OTHER, true).on(SELECT, LOCKED);
  }

  @Test
  void listingAsksOnceAndProvesThePassword() {
    ScriptedChannel card = locked().on(validate(PASSWORD), proof(PASSWORD)).on(LIST, EMPTY_LIST);
    OathScript script = new OathScript(card);
    script.accounts().list();
    card.assertDone();
    assertThat(script.asked).hasSize(1);
    PinRequest request = script.asked.get(0);
    assertThat(request.kind()).isEqualTo(PinRequest.Kind.PASSWORD);
    assertThat(request.attemptsLeft().get()).isEmpty();
    assertThat(request.purpose()).isEqualTo("list the accounts on oath:reader=Script");
    assertThat(script.accepted).isEqualTo(1);
  }

  @Test
  void whatIsDerivedIsKeptForTheNextTransaction() {
    ScriptedChannel card =
        locked()
            .on(validate(PASSWORD), proof(PASSWORD))
            .on(LIST, EMPTY_LIST)
            .on(SELECT, LOCKED)
            .on(validate(PASSWORD), proof(PASSWORD))
            .on(LIST, EMPTY_LIST);
    OathScript script = new OathScript(card);
    script.accounts().list();
    script.lane.release();
    script.accounts().list(); // another session with the same token
    card.assertDone();
    assertThat(script.asked).hasSize(1);
  }

  @Test
  void whatIsDerivedIsForgottenWithTheConnection() {
    ScriptedChannel first = locked().on(validate(PASSWORD), proof(PASSWORD)).on(LIST, EMPTY_LIST);
    ScriptedChannel second = locked().on(validate(PASSWORD), proof(PASSWORD)).on(LIST, EMPTY_LIST);
    OathScript script = new OathScript(first, second);
    CodeAccounts accounts = script.accounts();
    accounts.list();
    script.lane.close();
    accounts.list();
    second.assertDone();
    assertThat(script.asked).hasSize(2);
  }

  @Test
  void aKeyAsksTheEntryThatItWasGivenForThePassword() {
    String listed = text("72", "!k") + "9000";
    ScriptedChannel first = locked().on(validate(PASSWORD), proof(PASSWORD)).on(LIST, listed);
    OathScript script = new OathScript(first, locked());
    List<PinRequest> asked = new ArrayList<>();
    MacKey key =
        script
            .token()
            .require(MacKeys.class)
            .find(TokenUri.parse("oath:account=k"))
            .with(
                request -> {
                  asked.add(request);
                  return PinEntry.none().enter(request);
                });
    script.lane.close();
    assertThatExceptionOfType(TokenException.PinNotGiven.class)
        .isThrownBy(() -> key.mac(new byte[] {1}));
    assertThat(asked).extracting(PinRequest::kind).containsExactly(PinRequest.Kind.PASSWORD);
    assertThat(script.asked).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"6A80", "6984", "6982"})
  void aWrongPasswordIsSaidAndNotSentAgain(String status) {
    ScriptedChannel card = locked().on(validate(PASSWORD), status);
    OathScript script = new OathScript(card);
    CodeAccounts accounts = script.accounts();
    assertThatExceptionOfType(TokenException.WrongPin.class)
        .isThrownBy(accounts::list)
        .withMessage("wrong password")
        .satisfies(e -> assertThat(e.kind()).isEqualTo(PinRequest.Kind.PASSWORD))
        .satisfies(e -> assertThat(e.attemptsLeft()).isEmpty());
    assertThat(script.asked).hasSize(1);
    assertThat(script.rejected).isEqualTo(1);
    assertThat(script.accepted).isZero();
    card.assertDone();
  }

  @Test
  void anyOtherStatusDoesNotSayThatThePasswordIsWrong() {
    OathScript script = new OathScript(locked().on(validate(PASSWORD), "6F00"));
    assertThatExceptionOfType(TokenException.Refused.class)
        .isThrownBy(script.accounts()::list)
        .withMessageContaining("6F00");
    assertThat(script.rejected).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"7514 0000000000000000000000000000000000000000", "7500", ""})
  void aTokenThatDoesNotKnowThePasswordIsNotTrusted(String answer) {
    ScriptedChannel card = locked().on(validate(PASSWORD), answer + "9000");
    OathScript script = new OathScript(card);
    assertThatExceptionOfType(TokenException.BadResponse.class).isThrownBy(script.accounts()::list);
    assertThat(script.accepted).isZero();
    card.assertDone();
  }

  @Test
  void withoutAPasswordNothingIsSent() {
    ScriptedChannel card = locked();
    OathScript script = new OathScript(card);
    script.givesPassword = false;
    assertThatExceptionOfType(TokenException.PinNotGiven.class)
        .isThrownBy(script.accounts()::list)
        .satisfies(e -> assertThat(e.remedy()).contains("--password-file"));
    assertThat(card.commands()).hasSize(1);
  }

  @Test
  void aKeptKeyThatIsRefusedIsForgottenAndAPersonIsAsked() {
    ScriptedChannel card =
        locked()
            .on(validate(PASSWORD), proof(PASSWORD))
            .on(LIST, EMPTY_LIST)
            .on(SELECT, LOCKED)
            .on(validate(PASSWORD), "6A80")
            .on(SELECT, LOCKED)
            .on(validate("another"), proof("another"))
            .on(LIST, EMPTY_LIST);
    OathScript script = new OathScript(card);
    CodeAccounts accounts = script.accounts();
    accounts.list();
    script.lane.release();
    script.password = "another";
    accounts.list();
    card.assertDone();
    assertThat(script.asked).hasSize(2);
  }

  @Test
  void aResetAfterThePasswordWasTakenCostsAnotherQuestion() {
    ScriptedChannel card =
        locked()
            .on(validate(PASSWORD), proof(PASSWORD))
            .lost(LIST, ChannelException.Kind.RESET)
            .on(SELECT, LOCKED)
            .on(validate(PASSWORD), proof(PASSWORD))
            .on(LIST, EMPTY_LIST);
    OathScript script = new OathScript(card);
    script.accounts().list();
    card.assertDone();
  }

  @Test
  void setIsProvenAndTheNextWorkUnlocksWithIt() {
    String set =
        "00030000 33 7311 21"
            + hex(key("new one"))
            + "7408"
            + DRAWN
            + "7514"
            + hmac(key("new one"), DRAWN)
            + "00";
    ScriptedChannel card =
        new ScriptedChannel(OTHER, true)
            .on(SELECT, OPEN)
            .on(set, "9000")
            .on(SELECT, LOCKED)
            .on(validate("new one"), proof("new one"))
            .on(LIST, EMPTY_LIST);
    OathScript script = new OathScript(card);
    OathAdministration administration = script.token().require(OathAdministration.class);
    administration.setPassword(Secret.copyOf("new one".toCharArray()));
    script.accounts().list();
    card.assertDone();
    assertThat(script.asked).isEmpty();
  }

  @Test
  void anEmptyPasswordIsNone() {
    ScriptedChannel card = new ScriptedChannel(OTHER, true).on(SELECT, OPEN);
    OathAdministration administration =
        new OathScript(card).token().require(OathAdministration.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> administration.setPassword(Secret.copyOf(new byte[0])));
    assertThat(card.commands()).hasSize(1);
  }

  @Test
  void setIsNotSentTwice() {
    String set =
        "00030000 33 7311 21"
            + hex(key("new one"))
            + "7408"
            + DRAWN
            + "7514"
            + hmac(key("new one"), DRAWN)
            + "00";
    ScriptedChannel card =
        new ScriptedChannel(OTHER, true).on(SELECT, OPEN).lost(set, ChannelException.Kind.RESET);
    OathAdministration administration =
        new OathScript(card).token().require(OathAdministration.class);
    assertThatExceptionOfType(TokenException.Unavailable.class)
        .isThrownBy(() -> administration.setPassword(Secret.copyOf("new one".toCharArray())));
    card.assertDone();
  }

  @Test
  void takingItAwayAsksForIt() {
    ScriptedChannel card =
        locked()
            .on(validate(PASSWORD), proof(PASSWORD))
            .on("00030000 02 7300 00", "9000")
            .on(SELECT, OPEN)
            .on(LIST, EMPTY_LIST);
    OathScript script = new OathScript(card);
    script.token().require(OathAdministration.class).clearPassword();
    script.accounts().list();
    card.assertDone();
    assertThat(script.asked).hasSize(1);
  }

  @Test
  void statusNeedsNoPassword() {
    ScriptedChannel card = locked();
    OathStatus status = new OathScript(card).token().require(OathAdministration.class).status();
    assertThat(status.passwordSet()).isTrue();
    assertThat(status.version()).isEqualTo("5.7.4");
    assertThat(status.capacity()).isEmpty();
    assertThat(card.commands()).hasSize(1);
  }

  /** Base64 of the first 16 bytes of the SHA-256 of 01 to 08, by sha256sum and base64. */
  @Test
  void theDeviceIdIsThatOfTheMakersTools() {
    OathStatus status = new OathScript(locked()).token().require(OathAdministration.class).status();
    assertThat(status.deviceId()).isEqualTo("ZoQN2hVOihE8Md0K0y9/Og");
  }

  @Test
  void resetNeedsNoPasswordAndTheSessionGoesOnWithTheNewToken() {
    ScriptedChannel card =
        locked()
            .on("0004DEAD 00", "9000")
            .on(SELECT, "7903 050704 7108 1112131415161718 9000")
            .on(LIST, EMPTY_LIST);
    OathScript script = new OathScript(card);
    Token token = script.token();
    token.require(OathAdministration.class).reset();
    assertThat(token.require(CodeAccounts.class).list()).isEmpty();
    card.assertDone();
    assertThat(script.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"6D00", "6B00", "6A86"})
  void aTokenWithoutResetSaysSo(String status) {
    OathScript script = new OathScript(locked().on("0004DEAD 00", status));
    assertThatExceptionOfType(TokenException.Unsupported.class)
        .isThrownBy(script.token().require(OathAdministration.class)::reset);
  }
}
