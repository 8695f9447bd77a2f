package dev.countersign.aws.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiriesTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-31T12:00:00.999Z"), ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource({
    "now, 2026-01-31T12:00:00Z",
    "45s, 2026-01-31T12:00:45Z",
    "90m, 2026-01-31T13:30:00Z",
    "2h, 2026-01-31T14:00:00Z",
    "7d, 2026-02-07T12:00:00Z",
    "2w, 2026-02-14T12:00:00Z",
    "1d12h30m, 2026-02-02T00:30:00Z",
    "now+2h, 2026-01-31T14:00:00Z",
    "now-1h, 2026-01-31T11:00:00Z",
    "now+P1D, 2026-02-01T12:00:00Z",
    "now-P1D, 2026-01-30T12:00:00Z",
    "P1D, 2026-02-01T12:00:00Z",
    "PT2H, 2026-01-31T14:00:00Z",
    "P1DT2H30M, 2026-02-01T14:30:00Z",
    "PT90M, 2026-01-31T13:30:00Z",
    "P2W, 2026-02-14T12:00:00Z",
    "P1M, 2026-02-28T12:00:00Z",
    "P1Y, 2027-01-31T12:00:00Z",
    "1767290400, 2026-01-01T18:00:00Z",
    "0, 1970-01-01T00:00:00Z",
    "2026-01-01T18:00:00Z, 2026-01-01T18:00:00Z",
    "2026-01-01t18:00:00z, 2026-01-01T18:00:00Z",
    "2026-01-01T18:00Z, 2026-01-01T18:00:00Z",
    "2026-01-01T18:00:00.7Z, 2026-01-01T18:00:00Z",
    "2026-01-01T19:00:00+01:00, 2026-01-01T18:00:00Z",
    "2026-01-01T13:00:00-05:00, 2026-01-01T18:00:00Z",
  })
  void timesAreReadAsPeopleWriteThem(String text, String expected) {
    assertThat(Expiries.parse(text, CLOCK)).hasToString(expected);
  }

  @Test
  void zoneOfTheClockDoesNotMatter() {
    Clock elsewhere = CLOCK.withZone(ZoneId.of("Pacific/Kiritimati"));

    assertThat(Expiries.parse("P1M", elsewhere)).isEqualTo(Expiries.parse("P1M", CLOCK));
  }

  @Test
  void latestTimeIsTaken() {
    assertThat(Expiries.parse("9223372036854775807", CLOCK))
        .isEqualTo(new EpochTime(Long.MAX_VALUE))
        .hasToString("@9223372036854775807");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "h",
        "2x",
        "2 h",
        " 2h",
        "2h ",
        "2h30",
        "30m2h",
        "1h1h",
        "-2h",
        "+2h",
        "2.5h",
        "tomorrow",
        "NOW",
        "now+",
        "now-",
        "now2h",
        "now+now",
        "now+1767290400",
        "P",
        "PT",
        "P1",
        "P1H",
        "P-1D",
        "PT-2H",
        "-P1D",
        "P1DT",
        "p1d",
        "2026-01-01",
        "2026-13-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-01-01T25:00:00Z",
        "01.02.2026",
        "9223372036854775808",
        "99999999999999999999",
        "9223372036854775807s",
        "999999999999999w",
        "P999999999999D",
        "P999999999Y",
        "\u0662h",
        "2h\u0000",
        "1e9",
        "0x10"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> Expiries.parse(text, CLOCK))
        .isInstanceOfSatisfying(
            CloudFrontInputException.class, e -> assertThat(e.remedy()).isNotEmpty());
  }

  @Test
  void timeBefore1970IsRefused() {
    assertThatThrownBy(() -> Expiries.parse("1969-12-31T23:59:59Z", CLOCK))
        .hasMessageContaining("before 1970");
    assertThatThrownBy(() -> Expiries.parse("now-P100Y", CLOCK))
        .hasMessageContaining("before 1970");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-01-01T18:00:00", "2026-01-01T18:00"})
  void timeWithoutZoneIsRefusedWithTheReason(String text) {
    assertThatThrownBy(() -> Expiries.parse(text, CLOCK)).hasMessageContaining("has no zone");
  }

  @Test
  void millisecondsAreRefusedWithTheSecondsThatWereMeant() {
    assertThatThrownBy(() -> Expiries.parse("1767290400000", CLOCK))
        .isInstanceOfSatisfying(
            CloudFrontInputException.class,
            e -> assertThat(e.remedy()).contains("1767290400").doesNotContain("1767290400000"))
        .hasMessageContaining("milliseconds");
  }

  @Test
  void longTextIsRefusedAndNotRepeatedWhole() {
    assertThatThrownBy(() -> Expiries.parse("9".repeat(100_000), CLOCK))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
  }
}
