package dev.countersign.wire.oath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountIdTest {

  @ParameterizedTest
  @CsvSource({
    "alice, 30, , alice",
    "AWS:alice, 30, AWS, alice",
    "60/AWS:alice, 60, AWS, alice",
    "60/alice, 60, , alice",
    "AWS:alice:phone, 30, AWS, alice:phone",
    "15/AWS:60/alice, 15, AWS, 60/alice",
    "999999999/a, 999999999, , a"
  })
  void readsTheNameOfATotpAccount(String text, long seconds, String issuer, String name) {
    AccountId id = AccountId.parse(CodeKind.TOTP, text);
    assertThat(id.period()).contains(Duration.ofSeconds(seconds));
    assertThat(id.issuer()).isEqualTo(Optional.ofNullable(issuer));
    assertThat(id.name()).isEqualTo(name);
    assertThat(id.text()).isEqualTo(text).isEqualTo(id.toString());
  }

  @ParameterizedTest
  @CsvSource({"alice, , alice", "AWS:alice, AWS, alice", "60/AWS:alice, 60/AWS, alice"})
  void anHotpAccountHasNoPeriod(String text, String issuer, String name) {
    AccountId id = AccountId.parse(CodeKind.HOTP, text);
    assertThat(id.period()).isEmpty();
    assertThat(id.issuer()).isEqualTo(Optional.ofNullable(issuer));
    assertThat(id.name()).isEqualTo(name);
    assertThat(id.text()).isEqualTo(text);
  }

  /** A token is asked for a code by the very text that it listed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "30/x", // as nobody writes a period, and yet
        "30/AWS:x",
        "0/x",
        "060/x",
        "00000/x:y",
        "1000000000/x",
        "60/",
        "60/:",
        "60/a:",
        "/",
        ":",
        "::",
        ":a",
        "a:",
        "a::b",
        "a: b ",
        "60/60/60/x",
        "-1/x",
        "+60/x",
        "٦٠/x",
        "a\nb:c\r\n",
        "60/\nAWS:\n",
        "\0",
        "\u001B[2J",
        "\uD800",
        "😀:😀",
        " ",
        "?"
      })
  void hostileNamesAreStillThemselves(String text) {
    for (CodeKind kind : CodeKind.values()) {
      AccountId id = AccountId.parse(kind, text);
      assertThat(id.text()).as(kind.name()).isEqualTo(text);
      assertThat(AccountId.parse(kind, id.text())).isEqualTo(id);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyNameGetsAMark(CodeKind kind) {
    assertThat(AccountId.parse(kind, "").text()).isEqualTo("?");
  }

  @Test
  void anyTextIsReadAndStaysItself() {
    Random random = new Random(64);
    String characters = "0123456789/:aA \n\0é";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        text.append(characters.charAt(random.nextInt(characters.length())));
      }
      for (CodeKind kind : CodeKind.values()) {
        AccountId id = AccountId.parse(kind, text.toString());
        assertThat(id.text()).isEqualTo(text.toString());
        assertThat(id.period().isPresent()).isEqualTo(kind == CodeKind.TOTP);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "30, , a:b",
    "30, , 60/x",
    "30, 60/AWS, x",
    "30, '', x",
    "30, A:B, x",
    "30, AWS, ''",
    "0, AWS, x",
    "-1, AWS, x",
    "1000000000, AWS, x",
    ", , a:b"
  })
  void refusesANameThatWouldReadAsAnother(Long seconds, String issuer, String name) {
    assertThatThrownBy(
            () ->
                new AccountId(
                    Optional.ofNullable(seconds).map(Duration::ofSeconds),
                    Optional.ofNullable(issuer),
                    name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAPeriodOfHalfASecond() {
    assertThatThrownBy(
            () -> new AccountId(Optional.of(Duration.ofMillis(1500)), Optional.empty(), "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** [YK-OATH] PUT: bytes, not characters. */
  @ParameterizedTest
  @CsvSource({"64, a, true", "65, a, false", "32, é, true", "33, é, false"})
  void tokensTakeSixtyFourBytes(int times, String character, boolean fits) {
    AccountId id = AccountId.totp(Optional.empty(), character.repeat(times));
    assertThat(id.fits()).isEqualTo(fits);
  }

  @ParameterizedTest
  @CsvSource({
    "AWS:alice, false, false, false",
    "_hidden:x, true, false, false",
    "_hidden:aws4/x, true, true, false",
    "aws4/x, false, false, false",
    "AWS:aws4/x, false, false, false",
    "Steam:me, false, false, true",
    "steam:me, false, false, false"
  })
  void issuersHaveMeanings(String text, boolean hidden, boolean signingKey, boolean steam) {
    AccountId id = AccountId.parse(CodeKind.TOTP, text);
    assertThat(id.hidden()).isEqualTo(hidden);
    assertThat(id.signingKey()).isEqualTo(signingKey);
    assertThat(id.steam()).isEqualTo(steam);
    assertThat(AccountId.parse(CodeKind.HOTP, text).steam()).isFalse();
  }

  @Test
  void theLabelIsTheNameWithoutItsPeriod() {
    assertThat(AccountId.parse(CodeKind.TOTP, "60/AWS:alice").label()).isEqualTo("AWS:alice");
  }
}
