package dev.countersign.aws.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpRangeTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24, 192.0.2.0/24",
    "192.0.2.10, 192.0.2.10/32",
    "192.0.2.10/32, 192.0.2.10/32",
    "0.0.0.0/0, 0.0.0.0/0",
    "255.255.255.255, 255.255.255.255/32",
    "128.0.0.0/1, 128.0.0.0/1",
    "10.0.0.0/8, 10.0.0.0/8"
  })
  void rangesAndAddressesAreWrittenWithTheirPrefix(String text, String expected) {
    assertThat(IpRange.parse(text)).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/24",
        "192.0.2",
        "192.0.2.",
        ".192.0.2.1",
        "192.0.2.1.",
        "192..0.2.1",
        "192.0.2.1.5",
        "192.0.2.256",
        "192.0.2.1000",
        "192.0.2.01",
        "192.0.2.00",
        "0300.0.2.1",
        "0xc0.0.2.1",
        "3221225985",
        "192.0.2.0/",
        "192.0.2.0/33",
        "192.0.2.0/024",
        "192.0.2.0/-1",
        "192.0.2.0/ 24",
        "192.0.2.0/24/8",
        "192.0.2.0/255.255.255.0",
        " 192.0.2.1",
        "192.0.2.1 ",
        "192.0.2.1\n",
        "192.0.2.0/24\"}}}]}",
        "localhost",
        "*",
        "192.0.2.*",
        "192.0.2.1-9",
        "\u0661.2.3.4",
        "99999999999999999999.1.1.1",
        "192.0.2.0/00",
        "192.0.2.0/99999999999"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> IpRange.parse(text))
        .isInstanceOf(CloudFrontInputException.class)
        .hasMessageContaining("not an IPv4 address or range")
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2001:db8::1", "2001:db8::/32", "::ffff:192.0.2.1", "::"})
  void ipv6IsRefusedWithTheReason(String text) {
    assertThatThrownBy(() -> IpRange.parse(text))
        .isInstanceOfSatisfying(
            CloudFrontInputException.class,
            e -> assertThat(e.remedy()).contains("turn IPv6 off for the distribution"))
        .hasMessageContaining("IPv4 only");
  }

  @Test
  void bitsAfterThePrefixAreRefusedWithWhatMayBeMeant() {
    assertThatThrownBy(() -> IpRange.parse("192.0.2.77/24"))
        .isInstanceOfSatisfying(
            CloudFrontInputException.class,
            e -> assertThat(e.remedy()).contains("192.0.2.0/24").contains("192.0.2.77/32"));
    assertThat(IpRange.parseReceived("192.0.2.77/24")).hasToString("192.0.2.0/24");
    assertThatThrownBy(() -> new IpRange(1, 33)).isInstanceOf(CloudFrontInputException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24, 192.0.2.0, true",
    "192.0.2.0/24, 192.0.2.255, true",
    "192.0.2.0/24, 192.0.1.255, false",
    "192.0.2.0/24, 192.0.3.0, false",
    "0.0.0.0/0, 255.1.2.3, true",
    "128.0.0.0/1, 127.255.255.255, false",
    "128.0.0.0/1, 200.0.0.1, true",
    "192.0.2.10, 192.0.2.10, true",
    "192.0.2.10, 192.0.2.11, false"
  })
  void membershipIsByThePrefix(String range, String address, boolean expected) {
    assertThat(IpRange.parse(range).contains(IpRange.parseAddress(address))).isEqualTo(expected);
  }
}
