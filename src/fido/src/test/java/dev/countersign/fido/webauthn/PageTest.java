package dev.countersign.fido.webauthn;

import static dev.countersign.fido.webauthn.Options.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.fido.webauthn.WebAuthnException.Kind;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {
  @ParameterizedTest
  @CsvSource({
    "https://example.org, https://example.org",
    "HTTPS://Login.Example.ORG, https://login.example.org",
    "https://example.org:443, https://example.org",
    "https://example.org:0443, https://example.org",
    "https://example.org:8443, https://example.org:8443",
    "http://localhost, http://localhost",
    "http://localhost:80, http://localhost",
    "http://localhost:8080, http://localhost:8080",
    "http://app.localhost:3000, http://app.localhost:3000",
    "https://localhost, https://localhost",
    "https://intranet, https://intranet",
    "https://b\u00FCcher.example, https://xn--bcher-kva.example",
    "https://B\u00DCCHER.example, https://xn--bcher-kva.example",
    "https://xn--bcher-kva.example, https://xn--bcher-kva.example"
  })
  void originIsWrittenAsBrowsersDo(String given, String written) {
    assertThat(Page.of(given).origin()).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.org",
        "https://",
        "https:///",
        "https://example.org/",
        "https://example.org/login",
        "https://example.org?a",
        "https://example.org#a",
        "https://user@example.org",
        "https://user:secret@example.org",
        "https://example.org:",
        "https://example.org:99999",
        "https://example.org:-1",
        "https://example.org:44 3",
        "https://example.org\n",
        " https://example.org",
        "https://exam ple.org",
        "https://example.org\\@evil.example",
        "https://example%2eorg",
        "https://example.org.",
        "https://.example.org",
        "https://example..org",
        "https://-a.example",
        "https://a_b.example",
        "http://example.org",
        "http://localhost.example.org",
        "ftp://example.org",
        "file:///etc",
        "null",
        "android:apk-key-hash:abc",
        "https://127.0.0.1",
        "https://2130706433",
        "https://0x7f.1",
        "https://1.2.3.0x4",
        "http://127.0.0.1:8080",
        "https://[::1]",
        "http://[::1]:8080",
        "https://stra\u00DFe.example",
        "https://exa\u200Dmple.org",
        "https://\u0000.example"
      })
  void whatIsNoOriginOfASafePageIsRefused(String given) {
    assertFails(() -> Page.of(given), Kind.SECURITY);
  }

  @Test
  void longestNamesAreTakenAndLongerOnesAreNot() {
    String label = "a".repeat(63);
    assertThat(Page.of("https://" + label + ".example").host()).startsWith(label);
    assertFails(() -> Page.of("https://a" + label + ".example"), Kind.SECURITY);
    assertFails(() -> Page.of("https://" + (label + ".").repeat(4) + "example"), Kind.SECURITY);
    assertFails(() -> Page.of("https://" + "a.".repeat(100_000) + "example"), Kind.SECURITY);
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.org, example.org",
    "https://login.example.org, example.org",
    "https://a.b.login.example.org:8443, login.example.org",
    "https://shop.example.co.uk, example.co.uk",
    "https://alice.github.io, alice.github.io",
    "https://github.io, github.io",
    "http://localhost:8080, localhost",
    "https://a.corp.intranet, corp.intranet",
    "https://a.example.xn--gmqw5a.hk, example.xn--gmqw5a.hk"
  })
  void pageMayUseItsHostAndDomainsOfTheSameOwner(String origin, String rpId) {
    assertThat(Page.of(origin).relyingParty(Optional.of(rpId))).isEqualTo(rpId);
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.org, login.example.org",
    "https://example.org, org",
    "https://example.org, example.com",
    "https://notexample.org, example.org",
    "https://example.org.evil.example, example.org",
    "https://shop.example.co.uk, co.uk",
    "https://shop.example.co.uk, uk",
    "https://alice.github.io, github.io",
    "https://a.example.xn--gmqw5a.hk, xn--gmqw5a.hk",
    "https://app.localhost, localhost",
    "https://a.corp.intranet, intranet",
    "https://example.org, Example.org",
    "https://example.org, example.org.",
    "https://example.org, ''",
    "https://example.org, https://example.org",
    "https://example.org, example.org:443",
    "https://b\u00FCcher.example, b\u00FCcher.example"
  })
  void pageMustNotUseWhatIsNotItsOwn(String origin, String rpId) {
    assertFails(() -> Page.of(origin).relyingParty(Optional.of(rpId)), Kind.SECURITY);
  }

  /** [WEBAUTHN-3] 5.11: whoever counts on a list of related origins learns that none is fetched. */
  @Test
  void refusalNamesBothSidesAndSaysThatNoListIsFetched() {
    assertThatThrownBy(
            () -> Page.of("https://example.net").relyingParty(Optional.of("example.org")))
        .isInstanceOfSatisfying(
            WebAuthnException.class,
            e -> {
              assertThat(e).hasMessageContainingAll("example.net", "example.org");
              assertThat(e.remedy()).contains("related origins are not fetched");
            });
    assertThatThrownBy(() -> Page.of("https://example.net").application("https://example.org/u2f"))
        .isInstanceOfSatisfying(
            WebAuthnException.class,
            e -> {
              assertThat(e).hasMessageContainingAll("example.net", "example.org");
              assertThat(e.remedy()).contains("facets are not fetched");
            });
  }

  /** What is wrong is in the options then, and not in the origin. */
  @ParameterizedTest
  @ValueSource(strings = {"https://example.org", "", "example.org:443", "b\u00FCcher.example", "1"})
  void identifierThatIsNoDomainIsSaidToBeOne(String rpId) {
    assertThatThrownBy(() -> Page.of("https://example.org").relyingParty(Optional.of(rpId)))
        .hasMessageContaining("identifier of the relying party that is no domain");
  }

  @Test
  void relyingPartyThatIsNotNamedIsTheHost() {
    assertThat(Page.of("https://login.example.org:8443").relyingParty(Optional.empty()))
        .isEqualTo("login.example.org");
  }

  @ParameterizedTest
  @CsvSource({
    "https://login.example.org, https://example.org/app-id.json",
    "https://login.example.org, https://u2f.example.org:8443",
    "https://alice.github.io, https://alice.github.io/x"
  })
  void applicationOfTheSameSiteIsTaken(String origin, String appId) {
    assertThat(Page.of(origin).application(appId)).isEqualTo(appId);
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.org, https://example.com/app-id.json",
    "https://alice.github.io, https://bob.github.io/app-id.json",
    "https://a.co.uk, https://b.co.uk",
    "https://localhost, http://localhost/app-id.json",
    "https://example.org, https://example.org@evil.example/x",
    "https://example.org, app-id",
    "https://example.org, https://evil.example?https://example.org/"
  })
  void applicationOfAnotherSiteIsNot(String origin, String appId) {
    assertFails(() -> Page.of(origin).application(appId), Kind.SECURITY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"app-id", "https://192.0.2.1/x", "https://example.org?x", "android:apk"})
  void applicationThatIsNoUrlIsSaidToBeOne(String appId) {
    assertThatThrownBy(() -> Page.of("https://example.org").application(appId))
        .hasMessageContaining("an appid that is no URL");
  }

  @Test
  void applicationWithoutNameIsThePage() {
    assertThat(Page.of("https://example.org:8443").application(""))
        .isEqualTo("https://example.org:8443");
  }
}
