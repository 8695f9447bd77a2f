package dev.countersign.card.oath;

import static dev.countersign.card.oath.OathScript.OPEN;
import static dev.countersign.card.oath.OathScript.OTHER;
import static dev.countersign.card.oath.OathScript.SELECT;
import static dev.countersign.card.oath.OathScript.command;
import static dev.countersign.card.oath.OathScript.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.card.apdu.ScriptedChannel;
import dev.countersign.device.AccountCode;
import dev.countersign.device.Code;
import dev.countersign.device.CodeAccount;
import dev.countersign.device.CodeAccounts;
import dev.countersign.device.Digest;
import dev.countersign.device.MacKey;
import dev.countersign.device.MacKeys;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.OathHash;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One code, or one MAC, in exact bytes. */
class OathCodeTest {
  private static final Instant T59 = Instant.ofEpochSecond(59);
  private static final String FIRST_STEP = "7408 0000000000000001";
  private static final String NO_TIME = "7408 0000000000000000";

  private static String calculate(String name, String challenge) {
    return command("00A20001", text("71", name) + challenge);
  }

  private static ScriptedChannel card() {
    return new ScriptedChannel(OTHER, true).on(SELECT, OPEN);
  }

  private static CodeAccount account(CodeKind kind, String name, Optional<Boolean> touch) {
    return new CodeAccount(
        TokenUri.parse("oath:"),
        AccountId.parse(kind, name),
        kind,
        Optional.of(OathHash.SHA1),
        OptionalInt.empty(),
        touch);
  }

  @Test
  void aCodeCostsSelectAndCalculate() {
    ScriptedChannel card = card().on(calculate("AWS:alice", FIRST_STEP), "7605 08 41397EEA 9000");
    AccountCode found = new OathScript(card).accounts().code("AWS:alice", T59).orElseThrow();
    assertThat(found.code().orElseThrow())
        .isEqualTo(
            new Code(
                "94287082",
                Optional.of(Instant.ofEpochSecond(30)),
                Optional.of(Instant.ofEpochSecond(60))));
    assertThat(found.account().uri())
        .isEqualTo(TokenUri.parse("oath:reader=Script;account=AWS:alice"));
    assertThat(found.account().digits()).hasValue(8);
    card.assertDone();
  }

  @Test
  void theTopBitIsNoPartOfTheValue() {
    ScriptedChannel card = card().on(calculate("AWS:alice", FIRST_STEP), "7605 06 C1397EEA 9000");
    assertThat(code(card, "AWS:alice")).isEqualTo("287082");
  }

  private static String code(ScriptedChannel card, String id) {
    return new OathScript(card).accounts().code(id, T59).orElseThrow().code().orElseThrow().text();
  }

  @Test
  void thePeriodIsThatOfTheName() {
    ScriptedChannel card =
        card().on(calculate("15/AWS:alice", "7408 0000000000000003"), "7605 06 00000001 9000");
    assertThat(code(card, "15/AWS:alice")).isEqualTo("000001");
  }

  /** 46 is 20 and 1 times 26: the characters of 20, 1, 0, 0, 0. */
  @Test
  void steamHasFiveCharacters() {
    ScriptedChannel card = card().on(calculate("Steam:alice", FIRST_STEP), "7605 06 0000002E 9000");
    assertThat(code(card, "Steam:alice")).isEqualTo("R3222");
  }

  @ParameterizedTest
  @ValueSource(strings = {"6984", "6A82", "6A88"})
  void anUnknownAccountIsEmptyByNameAndNoKeyOtherwise(String status) {
    ScriptedChannel card =
        card().on(calculate("bob", FIRST_STEP), status).on(calculate("bob", FIRST_STEP), status);
    CodeAccounts accounts = new OathScript(card).accounts();
    assertThat(accounts.code("bob", T59)).isEmpty();
    assertThatExceptionOfType(TokenException.NoKey.class)
        .isThrownBy(() -> accounts.code(account(CodeKind.TOTP, "bob", Optional.empty()), T59))
        .satisfies(e -> assertThat(e.token()).isEqualTo("oath:reader=Script;account=bob"));
  }

  @Test
  void noCodeIsMadeOfASigningKeyAndNothingIsSent() {
    ScriptedChannel card = card();
    CodeAccounts accounts = new OathScript(card).accounts();
    String name = "_hidden:aws4/AKIAIOSFODNN7EXAMPLE";
    assertThatExceptionOfType(TokenException.Refused.class)
        .isThrownBy(() -> accounts.code(name, T59))
        .withMessageContaining("signing key");
    assertThatExceptionOfType(TokenException.Refused.class)
        .isThrownBy(() -> accounts.code(account(CodeKind.TOTP, name, Optional.empty()), T59));
    assertThat(card.commands()).hasSize(1);
  }

  @Test
  void hotpTakesNoTimeAndHasNoEnd() {
    ScriptedChannel card = card().on(calculate("h", NO_TIME), "7605 06 00000002 9000");
    Code code =
        new OathScript(card)
            .accounts()
            .code(account(CodeKind.HOTP, "h", Optional.empty()), Instant.EPOCH);
    assertThat(code).isEqualTo(new Code("000002", Optional.empty(), Optional.empty()));
  }

  @Test
  void aCounterIsNotMovedTwice() {
    ScriptedChannel card = card().lost(calculate("h", NO_TIME), ChannelException.Kind.RESET);
    CodeAccounts accounts = new OathScript(card).accounts();
    assertThatExceptionOfType(TokenException.Unavailable.class)
        .isThrownBy(() -> accounts.code(account(CodeKind.HOTP, "h", Optional.empty()), T59));
    card.assertDone();
  }

  @Test
  void aCodeOfATimeIsAskedForAgainAfterAReset() {
    ScriptedChannel card =
        card()
            .lost(calculate("t", FIRST_STEP), ChannelException.Kind.RESET)
            .on(SELECT, OPEN)
            .on(calculate("t", FIRST_STEP), "7605 06 00000003 9000");
    Code code =
        new OathScript(card).accounts().code(account(CodeKind.TOTP, "t", Optional.empty()), T59);
    assertThat(code.text()).isEqualTo("000003");
    card.assertDone();
  }

  @ParameterizedTest
  @ValueSource(strings = {"6982", "6985"})
  void aTouchThatDoesNotComeIsSaid(String status) {
    OathScript script = new OathScript(card().on(calculate("t", FIRST_STEP), status));
    CodeAccounts accounts = script.accounts();
    assertThatExceptionOfType(TokenException.TouchNotGiven.class)
        .isThrownBy(() -> accounts.code(account(CodeKind.TOTP, "t", Optional.of(true)), T59));
    assertThat(script.touches).containsExactly("make a code with oath:reader=Script;account=t!");
  }

  @ParameterizedTest
  @ValueSource(strings = {"6982", "6985"})
  void itMayBeATouchWhereNothingIsKnownAndIsNoneWhereNoneIsWanted(String status) {
    OathScript script =
        new OathScript(
            card()
                .on(calculate("t", FIRST_STEP), status)
                .on(SELECT, OPEN)
                .on(calculate("t", FIRST_STEP), status));
    CodeAccounts accounts = script.accounts();
    assertThatExceptionOfType(TokenException.TouchNotGiven.class)
        .isThrownBy(() -> accounts.code("t", T59));
    assertThatExceptionOfType(TokenException.Refused.class)
        .isThrownBy(() -> accounts.code(account(CodeKind.TOTP, "t", Optional.of(false)), T59));
    assertThat(script.touches).isEmpty();
  }

  @Test
  void aCodeOfFiveDigitsIsNotShown() {
    OathScript script =
        new OathScript(card().on(calculate("t", FIRST_STEP), "7605 05 00000003 9000"));
    assertThatExceptionOfType(TokenException.Unsupported.class)
        .isThrownBy(() -> script.accounts().code("t", T59))
        .withMessageContaining("5 digits");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9000",
        "7604 06000001 9000",
        "7606 060000000100 9000",
        "7505 0600000001 9000",
        "7605 0600000001 00 9000",
        "7605 06000000 9000"
      })
  void anythingElseIsNoCode(String answer) {
    OathScript script = new OathScript(card().on(calculate("t", FIRST_STEP), answer));
    assertThatExceptionOfType(TokenException.BadResponse.class)
        .isThrownBy(() -> script.accounts().code("t", T59));
  }

  @Test
  void timesBefore1970HaveNoCode() {
    ScriptedChannel card = card();
    CodeAccounts accounts = new OathScript(card).accounts();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> accounts.code("t", Instant.ofEpochSecond(-1)));
    assertThat(card.commands()).hasSize(1);
  }

  private static final String LISTED = text("72", "\"k") + text("72", "\u0011h") + "9000";

  private static MacKey macKey(ScriptedChannel card) {
    MacKeys keys = new OathScript(card).token().require(MacKeys.class);
    return keys.find(TokenUri.parse("oath:account=k"));
  }

  @Test
  void theWholeMacOfAShortMessage() {
    String mac = "5E".repeat(32);
    ScriptedChannel card =
        card()
            .on("00A10000 00", LISTED)
            .on(
                command("00A20000", text("71", "k") + text("74", "20261125")),
                "7521 06" + mac + "9000");
    MacKey key = macKey(card);
    assertThat(key.digest()).isEqualTo(Digest.SHA256);
    assertThat(key.maxMessageBytes()).isEqualTo(8);
    assertThat(key.mac("20261125".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
        .hasSize(32)
        .containsOnly(0x5E);
    assertThatIllegalArgumentException().isThrownBy(() -> key.mac(new byte[0]));
    assertThatIllegalArgumentException().isThrownBy(() -> key.mac(new byte[9]));
    card.assertDone();
  }

  @Test
  void aTokenThatAlwaysTruncatesMakesNoMac() {
    ScriptedChannel card =
        card()
            .on("00A10000 00", LISTED)
            .on(command("00A20000", text("71", "k") + "740101"), "7605 06 00000001 9000");
    assertThatExceptionOfType(TokenException.Unsupported.class)
        .isThrownBy(() -> macKey(card).mac(new byte[] {1}));
  }

  @Test
  void aMacOfAnotherLengthIsNone() {
    ScriptedChannel card =
        card()
            .on("00A10000 00", LISTED)
            .on(
                command("00A20000", text("71", "k") + "740101"),
                "7515 06" + "5E".repeat(20) + "9000");
    assertThatExceptionOfType(TokenException.BadResponse.class)
        .isThrownBy(() -> macKey(card).mac(new byte[] {1}));
  }

  @Test
  void aCounterIsNoMacKey() {
    ScriptedChannel card = card().on("00A10000 00", LISTED);
    MacKeys keys = new OathScript(card).token().require(MacKeys.class);
    assertThatExceptionOfType(TokenException.NoKey.class)
        .isThrownBy(() -> keys.find(TokenUri.parse("oath:account=h")));
  }
}
