package dev.countersign.wire.oath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtpauthUriTest {
  private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  private static final byte[] SEED = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  private static OtpauthUri parse(String text) {
    return OtpauthUri.parse(text.toCharArray());
  }

  @Test
  void readsWhatAwsWrites() {
    try (OtpauthUri uri = parse("otpauth://totp/phone@123456789012?secret=" + SECRET)) {
      assertThat(uri.kind()).isEqualTo(CodeKind.TOTP);
      assertThat(uri.account()).isEqualTo(AccountId.totp(Optional.empty(), "phone@123456789012"));
      assertThat(uri.hash()).isEqualTo(OathHash.SHA1);
      assertThat(uri.digits()).isEqualTo(6);
      assertThat(uri.seed()).isEqualTo(SEED);
    }
  }

  @Test
  void readsEveryParameter() {
    try (OtpauthUri uri =
        parse(
            "otpauth://hotp/Old:al%C3%AFce%20b?counter=7&digits=8&algorithm=SHA512&issuer=New+One"
                + "&image=x&secret="
                + SECRET)) {
      assertThat(uri.kind()).isEqualTo(CodeKind.HOTP);
      assertThat(uri.account())
          .isEqualTo(new AccountId(Optional.empty(), Optional.of("New One"), "alïce b"));
      assertThat(uri.hash()).isEqualTo(OathHash.SHA512);
      assertThat(uri.digits()).isEqualTo(8);
      assertThat(uri.counter()).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OTPAUTH://TOTP/AWS:alice?SECRET=%s, AWS:alice",
    "otpauth://totp/AWS%%3Aalice?secret=%s, AWS:alice",
    "otpauth://totp/AWS:%%20alice?secret=%s&issuer=AWS, AWS:alice",
    "otpauth://totp/alice?secret=%s&issuer=AWS, AWS:alice",
    "otpauth://totp/alice?issuer=AWS&secret=%s, AWS:alice",
    "otpauth://totp/AWS:alice?secret=%s&period=60, 60/AWS:alice",
    "otpauth://totp/AWS:alice?secret=%s&period=&digits=, AWS:alice",
    "otpauth://totp/AWS:alice?secret=%s&digits=6#fragment, AWS:alice",
    "otpauth://totp/AWS:alice?secret=%s&counter=5, AWS:alice",
    "otpauth://totp/AWS:alice?&&flag&secret=%s, AWS:alice",
    "otpauth://totp/:alice?secret=%s, alice",
    "otpauth://totp/a:b:c?secret=%s, a:b:c",
    "otpauth://totp/::a?secret=%s, :a",
    "otpauth://totp/a?secret=%s&issuer=:+AWS+:, AWS:a",
    "otpauth://totp/a:b?secret=%s&issuer=A:W:S, AWS:b"
  })
  void readsWhatOthersWrite(String pattern, String account) {
    try (OtpauthUri uri = parse(pattern.formatted(SECRET))) {
      assertThat(uri.account()).isEqualTo(AccountId.parse(CodeKind.TOTP, account));
      assertThat(uri.seed()).isEqualTo(SEED);
      assertThat(uri.counter()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ%3D",
        "%47EZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ%51",
        "gezd+gnbv+gy3t+qojq+gezd+gnbv+gy3t+qojq",
        "GEZD%20GNBV%20GY3T%20QOJQ%20GEZD-GNBV-GY3T-QOJQ"
      })
  void readsASecretThatIsEncoded(String secret) {
    try (OtpauthUri uri = parse("otpauth://totp/alice?secret=" + secret + "&digits=7")) {
      assertThat(uri.seed()).isEqualTo(SEED);
      assertThat(uri.digits()).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "%s",
        "otpauth:",
        "otpauth://",
        "otpauth://totp",
        "otpauth://totp?secret=%s",
        "otpauth://totp/alice",
        "otpauth://totp/alice?",
        "otpauth://totp/alice?issuer=AWS",
        "otpauth://totp/?secret=%s",
        "otpauth://totp/AWS:?secret=%s",
        "otpauth://totp/%%20?secret=%s",
        "otpauth://motp/alice?secret=%s",
        "otpauth:///alice?secret=%s",
        "https://totp/alice?secret=%s",
        "otpauth://totp/alice?secret=",
        "otpauth://totp/alice?secret=%%20",
        "otpauth://totp/alice?secret=%s1",
        "otpauth://totp/alice?secret=%sA",
        "otpauth://totp/alice?secret=%s%%",
        "otpauth://totp/alice?secret=%s%%4",
        "otpauth://totp/alice?secret=%s%%G0",
        "otpauth://totp/alice?secret=%s&secret=%s",
        "otpauth://totp/alice?secret=%s&SECRET=",
        "otpauth://totp/alice?secret=%s&digits=6&Digits=6",
        "otpauth://totp/alice?secret=%s&digits=5",
        "otpauth://totp/alice?secret=%s&digits=9",
        "otpauth://totp/alice?secret=%s&digits=six",
        "otpauth://totp/alice?secret=%s&digits=%%2B6",
        "otpauth://totp/alice?secret=%s&digits=-6",
        "otpauth://totp/alice?secret=%s&period=0",
        "otpauth://totp/alice?secret=%s&period=86401",
        "otpauth://totp/alice?secret=%s&period=99999999999999999999",
        "otpauth://hotp/alice?secret=%s&counter=-1",
        "otpauth://hotp/alice?secret=%s&counter=1e3",
        "otpauth://totp/alice?secret=%s&algorithm=MD5",
        "otpauth://totp/alice?secret=%s&issuer=%%",
        "otpauth://totp/al%%ice?secret=%s",
        "otpauth://totp/alice%%1B%%5B2J?secret=%s",
        "otpauth://totp/60/alice?secret=%s",
        "otpauth://totp/a&secret=%s?secret=%s"
      })
  void refusesTheRestAndRepeatsNothingOfTheSecret(String pattern) {
    String text = pattern.replace("%%", "%").replace("%s", SECRET);
    Throwable refusal = catchThrowable(() -> parse(text).close());
    assertThat(refusal).isInstanceOf(IllegalArgumentException.class).hasNoCause();
    for (int i = 0; i + 4 <= SECRET.length(); i++) {
      assertThat(refusal.getMessage()).doesNotContain(SECRET.substring(i, i + 4));
    }
  }

  @Test
  void refusesTextWithoutEnd() {
    assertThatThrownBy(() -> parse("otpauth://totp/a?secret=" + "A".repeat(4096)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4096");
  }

  @Test
  void closingWipesTheSeed() {
    OtpauthUri uri = parse("otpauth://totp/alice?secret=" + SECRET);
    byte[] copy = uri.seed();
    uri.close();
    assertThat(uri.seed()).containsOnly(0).hasSize(20);
    assertThat(copy).isEqualTo(SEED);
  }

  @Test
  void itsTextForPeopleHasNoSeed() {
    try (OtpauthUri uri = parse("otpauth://totp/AWS:alice?secret=" + SECRET)) {
      assertThat(uri).hasToString("otpauth TOTP AWS:alice");
    }
  }

  @Test
  void writesWhatAwsWrites() {
    try (OtpauthUri uri =
        OtpauthUri.of(
            CodeKind.TOTP,
            AccountId.totp(Optional.empty(), "phone@123456789012"),
            OathHash.SHA1,
            6,
            0,
            SEED)) {
      assertThat(new String(uri.format()))
          .isEqualTo("otpauth://totp/phone@123456789012?secret=" + SECRET);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "AWS:alice, SHA1, 6, otpauth://totp/AWS:alice?secret=%s&issuer=AWS",
    "60/AWS:alice, SHA256, 8, "
        + "otpauth://totp/AWS:alice?secret=%s&issuer=AWS&algorithm=SHA256&digits=8&period=60",
    ":a, SHA1, 6, otpauth://totp/:%3Aa?secret=%s",
    "a:b:c, SHA1, 6, otpauth://totp/a:b%3Ac?secret=%s&issuer=a",
    "Ä & Co:x?y#z/+, SHA1, 6, "
        + "otpauth://totp/%C3%84%20%26%20Co:x%3Fy%23z%2F%2B?secret=%s&issuer=%C3%84%20%26%20Co"
  })
  void whatIsWrittenIsReadAgain(String account, OathHash hash, int digits, String text) {
    AccountId id = AccountId.parse(CodeKind.TOTP, account);
    try (OtpauthUri uri = OtpauthUri.of(CodeKind.TOTP, id, hash, digits, 0, SEED)) {
      assertThat(new String(uri.format())).isEqualTo(text.replace("%s", SECRET));
      try (OtpauthUri read = OtpauthUri.parse(uri.format())) {
        assertThat(read.account()).isEqualTo(id);
        assertThat(read.hash()).isEqualTo(hash);
        assertThat(read.digits()).isEqualTo(digits);
        assertThat(read.seed()).isEqualTo(SEED);
      }
    }
  }

  @Test
  void writesTheCounterOfAnHotpAccount() {
    AccountId id = AccountId.parse(CodeKind.HOTP, "AWS:alice");
    try (OtpauthUri uri = OtpauthUri.of(CodeKind.HOTP, id, OathHash.SHA1, 6, 41, SEED)) {
      assertThat(new String(uri.format()))
          .isEqualTo("otpauth://hotp/AWS:alice?secret=" + SECRET + "&issuer=AWS&counter=41");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TOTP, 30, AWS, ' x', 6, 0", // space would be lost
    "TOTP, 30, 'AWS ', x, 6, 0",
    "TOTP, 86401, AWS, x, 6, 0",
    "TOTP, 30, AWS, x, 5, 0",
    "TOTP, 30, AWS, x, 6, 1",
    "HOTP, 30, AWS, x, 6, 0",
    "TOTP, , AWS, x, 6, 0",
    "HOTP, , AWS, x, 6, -1"
  })
  void refusesToWriteWhatWouldReadAsSomethingElse(
      CodeKind kind, Long seconds, String issuer, String name, int digits, long counter) {
    AccountId id =
        new AccountId(
            Optional.ofNullable(seconds).map(Duration::ofSeconds), Optional.of(issuer), name);
    assertThatThrownBy(() -> OtpauthUri.of(kind, id, OathHash.SHA1, digits, counter, SEED))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesToWriteASeedOfNothing() {
    AccountId id = AccountId.totp(Optional.empty(), "x");
    assertThatThrownBy(() -> OtpauthUri.of(CodeKind.TOTP, id, OathHash.SHA1, 6, 0, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
