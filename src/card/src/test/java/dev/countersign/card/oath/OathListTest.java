package dev.countersign.card.oath;

import static dev.countersign.card.oath.OathScript.OPEN;
import static dev.countersign.card.oath.OathScript.OTHER;
import static dev.countersign.card.oath.OathScript.SELECT;
import static dev.countersign.card.oath.OathScript.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.card.apdu.ScriptedChannel;
import dev.countersign.device.AccountCode;
import dev.countersign.device.Code;
import dev.countersign.device.CodeAccount;
import dev.countersign.device.CodeAccounts;
import dev.countersign.device.TokenException;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.OathHash;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LIST and CALCULATE ALL, in one part and in several, good and bad. */
class OathListTest {
  private static final Instant T59 = Instant.ofEpochSecond(59);
  private static final String LIST = "00A10000 00";
  private static final String ALL = "00A40001 0A 7408 0000000000000001 00";
  private static final String REMAINING = "00A50000 00";
  private static final String NO_KEY_OF_CODES = "_hidden:aws4/AKIAIOSFODNN7EXAMPLE";

  private static ScriptedChannel card() {
    return new ScriptedChannel(OTHER, true).on(SELECT, OPEN);
  }

  private static CodeAccounts accounts(ScriptedChannel card) {
    return new OathScript(card).accounts();
  }

  @Test
  void listTellsKindAndHash() {
    ScriptedChannel card =
        card()
            .on(
                LIST,
                text("72", "!AWS:alice")
                    + text("72", "\"60/bob")
                    + text("72", "\"" + NO_KEY_OF_CODES)
                    + text("72", "\u0013iss:h1")
                    + "9000");
    List<CodeAccount> accounts = accounts(card).list();
    assertThat(accounts)
        .extracting(a -> a.id().text())
        .containsExactly("AWS:alice", "60/bob", "iss:h1");
    assertThat(accounts)
        .extracting(CodeAccount::kind)
        .containsExactly(CodeKind.TOTP, CodeKind.TOTP, CodeKind.HOTP);
    assertThat(accounts)
        .extracting(a -> a.hash().orElseThrow())
        .containsExactly(OathHash.SHA1, OathHash.SHA256, OathHash.SHA512);
    card.assertDone();
  }

  @Test
  void aPeriodWrittenInAnotherWayStaysInTheName() {
    ScriptedChannel card = card().on(LIST, text("72", "!30/bob") + text("72", "!060/eve") + "9000");
    assertThat(accounts(card).list())
        .extracting(a -> a.id().text())
        .containsExactly("30/bob", "060/eve");
  }

  @Test
  void oneCommandMakesAllCodesThatItCan() {
    ScriptedChannel card =
        card()
            .on(
                ALL,
                text("71", "AWS:alice")
                    + "7605 06 C1397EEA"
                    + text("71", "60/bob")
                    + "7605 06 00000001"
                    + text("71", "h1")
                    + "7701 06"
                    + text("71", "touchy")
                    + "7C01 08"
                    + text("71", "Steam:eve")
                    + "7605 06 0000002E"
                    + text("71", "odd")
                    + "7605 04 00000001"
                    + text("71", NO_KEY_OF_CODES)
                    + "7605 06 00000001"
                    + "9000");
    List<AccountCode> codes = accounts(card).codes(T59);
    assertThat(codes)
        .extracting(c -> c.account().id().text())
        .containsExactly("AWS:alice", "60/bob", "h1", "touchy", "Steam:eve", "odd");
    assertThat(codes)
        .extracting(c -> c.code().map(Code::text).orElse("-"))
        .containsExactly("287082", "-", "-", "-", "R3222", "-");
    assertThat(codes.get(2).account().kind()).isEqualTo(CodeKind.HOTP);
    assertThat(codes.get(2).account().touch()).isEmpty();
    assertThat(codes.get(3).account().touch()).contains(true);
    assertThat(codes.get(0).account().touch()).contains(false);
    card.assertDone();
  }

  @Test
  void longAnswersComeInPartsBySendRemaining() {
    ScriptedChannel card =
        card()
            .on(LIST, "7202 2161 6108")
            .on(REMAINING, "7202 2162 61FF")
            .on(REMAINING, "7202 2163 9000");
    assertThat(accounts(card).list()).extracting(a -> a.id().text()).containsExactly("a", "b", "c");
    card.assertDone();
  }

  @Test
  void aFirstPartMayBeEmptyAndALaterOneNot() {
    ScriptedChannel card = card().on(LIST, "6104").on(REMAINING, "7202 2162 9000");
    assertThat(accounts(card).list()).hasSize(1);
    ScriptedChannel endless = card().on(LIST, "7202 2161 6104").on(REMAINING, "6104");
    CodeAccounts accounts = accounts(endless);
    assertThatExceptionOfType(TokenException.BadResponse.class)
        .isThrownBy(accounts::list)
        .withMessageContaining("announces more data and sends none");
    endless.assertDone();
  }

  @Test
  void aListThatBreaksOffIsNoList() {
    ScriptedChannel card = card().on(LIST, "7202 2161 6104").on(REMAINING, "6985");
    assertThatExceptionOfType(TokenException.Refused.class)
        .isThrownBy(accounts(card)::list)
        .withMessageContaining("6985");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7102 2161",
        "7201 21",
        "7202 3161",
        "7202 2061",
        "7202 2461",
        "7203 2161",
        "0106 7102",
        "72"
      })
  void anythingElseIsNoList(String answer) {
    ScriptedChannel card = card().on(LIST, answer + "9000");
    assertThatExceptionOfType(TokenException.BadResponse.class).isThrownBy(accounts(card)::list);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0106 71026161",
        "7101 61",
        "7101 61 7604 06000000",
        "7101 61 7702 0600",
        "7101 61 7C00",
        "7101 61 7802 0600",
        "7605 0600000001 7101 61",
        "7100 7701 06",
        "7101 61 7605 06000000"
      })
  void anythingElseIsNoSetOfCodes(String answer) {
    ScriptedChannel card = card().on(ALL, answer + "9000");
    CodeAccounts accounts = accounts(card);
    assertThatExceptionOfType(TokenException.BadResponse.class)
        .isThrownBy(() -> accounts.codes(T59));
  }

  /** One account whose time must not go back, or a policy, stops all codes on some tokens. */
  @ParameterizedTest
  @ValueSource(strings = {"6982", "6985"})
  void whereTheTokenMakesNoneTogetherTheAccountsAreListed(String status) {
    ScriptedChannel card = card().on(ALL, status).on(LIST, "7202 2161 9000");
    assertThat(accounts(card).codes(T59))
        .singleElement()
        .satisfies(
            coded -> {
              assertThat(coded.account().id().text()).isEqualTo("a");
              assertThat(coded.code()).isEqualTo(Optional.empty());
            });
    card.assertDone();
  }

  @Test
  void emptyTokenHasNoAccounts() {
    ScriptedChannel card = card().on(LIST, "9000").on(ALL, "9000");
    CodeAccounts accounts = accounts(card);
    assertThat(accounts.list()).isEmpty();
    assertThat(accounts.codes(T59)).isEmpty();
  }
}
