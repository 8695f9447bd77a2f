package dev.countersign.relyingparty.webauthn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebOriginTest {
  @ParameterizedTest
  @CsvSource({
    "https://example.org, https://example.org",
    "HTTPS://Example.ORG, https://example.org",
    "https://example.org:443, https://example.org",
    "https://example.org:8443, https://example.org:8443",
    "https://example.org:65535, https://example.org:65535",
    "https://xn--bcher-kva.example, https://xn--bcher-kva.example",
    "http://localhost:8080, http://localhost:8080",
    "http://site.localhost:80, http://site.localhost",
  })
  void originIsWrittenAsBrowsersWriteIt(String text, String origin) {
    assertThat(WebOrigin.normal(text)).isEqualTo(origin);
  }

  /** Of some of these, the parser of the JDK tells no host, no path, or a port that is none. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.org",
        "https:",
        "https:example.org",
        "https://",
        "https://bücher.example",
        "https://exa_mple.org",
        "https://example.org:65536",
        "https://example.org:-1",
        "https://example.org:port",
        "https://example.org.",
        "https://example.org/",
        "https://example.org?",
        "https://example.org#",
        "https://user@example.org",
        "https://exam ple.org",
        "https://[::1]",
        "https://127.0.0.1",
        "https://1.0x7f",
        "http://example.org",
        "http://localhost.example.org",
        "android:apk-key-hash:AAAA",
        "null",
      })
  void otherTextsAreNoOriginsAndSayWhatIsOne(String text) {
    assertThatThrownBy(() -> WebOrigin.normal(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https://HOST");
    assertThatThrownBy(() -> Party.framedBy(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Example.org", "127.0.0.1", "bücher.example", ".org", "a..b", "org."})
  void relyingPartyIsADomain(String rpId) {
    assertThatThrownBy(() -> Policy.usual(rpId, "Example", "123456789012", Party.ORIGIN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void originIsOfTheRelyingPartyOrBelowIt() {
    assertThat(
            Policy.usual("example.org", "E", "123456789012", "https://www.example.org").origins())
        .isEqualTo(Set.of("https://www.example.org"));
    for (String other : new String[] {"https://evilexample.org", "https://org"}) {
      assertThatThrownBy(() -> Policy.usual("example.org", "E", "123456789012", other))
          .hasMessageContaining("no page of example.org");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 3, Integer.MIN_VALUE, 1 << 25})
  void placesOfChallengesHaveABound(int places) {
    Policy usual = Party.USUAL;
    assertThatThrownBy(
            () ->
                Party.edit(usual, usual.attestation(), usual.algorithms(), usual.counter(), places))
        .hasMessageContaining("power of two");
  }
}
