package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses as a person writes them. */
class ServerAddressTest {
  @ParameterizedTest
  @CsvSource({
    "api.example.com, api.example.com, 443, api.example.com:443",
    "127.0.0.1:8443, 127.0.0.1, 8443, 127.0.0.1:8443",
    "[2001:db8::1], 2001:db8::1, 443, [2001:db8::1]:443",
    "[::1]:65535, ::1, 65535, [::1]:65535"
  })
  void areRead(String text, String host, int port, String written) {
    ServerAddress address = ServerAddress.parse(text, 443);
    assertThat(address).isEqualTo(new ServerAddress(host, port)).hasToString(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":443",
        "host:",
        "host:0",
        "host:65536",
        "host:123456",
        "2001:db8::1",
        "[host]:1",
        "https://host",
        "user@host",
        "a b",
        "host/path"
      })
  void whatIsNoneIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ServerAddress.parse(text, 443));
  }
}
