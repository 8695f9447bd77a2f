package dev.countersign.aws.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.countersign.aws.cloudfront.Verification.Condition;
import dev.countersign.aws.cloudfront.Verification.Denied;
import java.io.IOException;
import java.net.HttpCookie;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedCookiesTest {
  private static final String URL = "https://d1.example.com/images/a.jpg?size=large";
  private static final CloudFrontSigner SIGNER = TestKeys.signer(TestKeys.RSA, HashAlgorithm.SHA1);
  private static final CloudFrontVerifier VERIFIER =
      CloudFrontVerifier.of(TestKeys.RSA.getPublic());

  private static SignedCookies custom(String resource) {
    return SIGNER.signCookies(resource, Policy.custom(TestKeys.EXPIRES).build());
  }

  private static String header(SignedCookies cookies) {
    return cookies.cookieLine().substring("Cookie: ".length());
  }

  private static Verification verify(String url, String cookies) {
    return VERIFIER.verifyCookies(url, cookies, TestKeys.NOW, Optional.empty());
  }

  private static void assertDenied(Verification result, Condition condition, String reason) {
    assertThat(result).isInstanceOf(Denied.class);
    assertThat(((Denied) result).failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.condition()).isEqualTo(condition);
              assertThat(failure.reason()).contains(reason);
            });
  }

  @Test
  void patternOpensWhatItFits() {
    SignedCookies cookies = custom("https://d1.example.com/images/*");

    assertThat(cookies.values())
        .containsOnlyKeys("CloudFront-Policy", "CloudFront-Signature", "CloudFront-Key-Pair-Id");
    assertThat(verify(URL, header(cookies)).isAllowed()).isTrue();
    assertDenied(
        verify("https://d1.example.com/other", header(cookies)), Condition.RESOURCE, "/other");
  }

  @Test
  void cannedCookiesOpenTheOneUrl() {
    SignedCookies cookies = SIGNER.signCookies(URL, Policy.canned(TestKeys.EXPIRES));

    assertThat(cookies.values())
        .containsOnlyKeys("CloudFront-Expires", "CloudFront-Signature", "CloudFront-Key-Pair-Id");
    assertThat(verify(URL, header(cookies)).isAllowed()).isTrue();
    assertDenied(verify(URL + "&x=y", header(cookies)), Condition.SIGNATURE, "does not fit");
    assertThatThrownBy(
            () -> SIGNER.signCookies("https://d1.example.com/*", Policy.canned(TestKeys.EXPIRES)))
        .isInstanceOf(CloudFrontInputException.class)
        .hasMessageContaining("*");
  }

  @Test
  void otherCookiesAndWhiteSpaceDoNotMatter() {
    String cookies = header(custom("https://d1.example.com/*"));

    assertThat(verify(URL, "theme=dark;" + cookies.replace("; ", ";  ") + "; x; =y;").isAllowed())
        .isTrue();
  }

  @Test
  void namesOfCookiesAreCaseSensitive() {
    String cookies = header(custom("https://d1.example.com/*"));

    assertDenied(
        verify(URL, cookies.replace("CloudFront-Signature", "cloudfront-signature")),
        Condition.PARAMETERS,
        "no cookie CloudFront-Signature");
  }

  @Test
  void cookieThatIsThereTwiceIsRefused() {
    String cookies = header(custom("https://d1.example.com/*"));

    assertDenied(
        verify(URL, cookies + "; CloudFront-Key-Pair-Id=K1TESTKEY"),
        Condition.PARAMETERS,
        "more than once");
  }

  @Test
  void noCookiesOpenNothing() {
    assertDenied(verify(URL, ""), Condition.PARAMETERS, "CloudFront-Signature");
    assertDenied(verify(URL, "a".repeat(30_000)), Condition.FORM, "20480");
  }

  @Test
  void signatureInTheUrlGoesBeforeTheCookies() {
    String good = header(custom("https://d1.example.com/*"));
    String expired = SIGNER.signUrl(URL, Policy.canned(new EpochTime(TestKeys.NOW.seconds() + 1)));

    Verification result =
        VERIFIER.verifyCookies(
            expired, good, new EpochTime(TestKeys.NOW.seconds() + 60), Optional.empty());

    assertDenied(result, Condition.DATE_LESS_THAN, "59 s before");
  }

  @Test
  void policyOfCookiesMustNameItsProtocol() {
    for (String resource : List.of("*", "*://d1.example.com/*", "*.example.com/*")) {
      assertThatThrownBy(() -> custom(resource))
          .isInstanceOf(CloudFrontInputException.class)
          .hasMessageContaining("no protocol");
      String url = SIGNER.signUrl(URL, Policy.custom(TestKeys.EXPIRES).resource(resource).build());
      String cookies =
          "CloudFront-Policy=%s; CloudFront-Signature=%s; CloudFront-Key-Pair-Id=K1"
              .formatted(
                  url.replaceAll(".*Policy=([^&]*).*", "$1"),
                  url.replaceAll(".*Signature=([^&]*).*", "$1"));
      assertDenied(verify(URL, cookies), Condition.POLICY, "https:// or http://");
    }
  }

  @Test
  void setCookieLinesAreSecureHttpOnlyAndNarrow() {
    SignedCookies cookies = custom("https://d1.example.com/images/*");

    assertThat(cookies.setCookieLines())
        .hasSize(3)
        .allSatisfy(
            line -> {
              assertThat(line)
                  .startsWith("Set-Cookie: CloudFront-")
                  .endsWith("; Domain=d1.example.com; Path=/images/; Secure; HttpOnly")
                  .doesNotContain("Expires=", "Max-Age");
              HttpCookie parsed = HttpCookie.parse(line).get(0);
              assertThat(parsed.getValue()).isEqualTo(cookies.values().get(parsed.getName()));
              assertThat(parsed.isHttpOnly()).isTrue();
              assertThat(parsed.getSecure()).isTrue();
            });
  }

  @ParameterizedTest
  @CsvSource({
    "https://d1.example.com/*, d1.example.com, /, true",
    "http://d1.example.com/*, d1.example.com, /, false",
    "http*://d1.example.com/*, d1.example.com, /, true",
    "https://d1.example.com/a/b.jpg, d1.example.com, /a/b.jpg, true",
    "https://d1.example.com/a/b*.jpg, d1.example.com, /a/, true",
    "https://d1.example.com/a/b?c=d/e, d1.example.com, /a/, true",
    "https://d1.example.com/a;b/c, d1.example.com, /, true",
    "https://*.example.com/a/*, example.com, /a/, true",
    "https://img*.cdn.example.com/*, cdn.example.com, /, true",
    "https://d1.example.com:8443/*, d1.example.com, /, true",
    "https://*.com/*, , /, true",
    "https://*, , /, true",
    "https://d1*, , /, true",
  })
  void scopeReachesWhatTheResourceOpens(
      String resource, String domain, String path, boolean secure) {
    assertThat(custom(resource).scope())
        .isEqualTo(new CookieScope(Optional.ofNullable(domain), path, secure));
  }

  @Test
  void scopeMayBeChosen() {
    SignedCookies cookies = custom("https://d1.example.com/images/*");
    SignedCookies wider = cookies.with(cookies.scope().withDomain("example.com").withPath("/"));

    assertThat(wider.setCookieLines().get(0))
        .endsWith("; Domain=example.com; Path=/; Secure; HttpOnly");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".example.com", "a b", "a;b", "a\nb", "a\tb", "*.example.com"})
  void domainThatCannotStandInACookieIsRefused(String domain) {
    CookieScope scope = custom("https://d1.example.com/*").scope();

    assertThatThrownBy(() -> scope.withDomain(domain)).isInstanceOf(CloudFrontInputException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "/a;b", "/a b", "/a\r\nSet-Cookie: x=y", "/\u00e9"})
  void pathThatCannotStandInACookieIsRefused(String path) {
    CookieScope scope = custom("https://d1.example.com/*").scope();

    assertThatThrownBy(() -> scope.withPath(path)).isInstanceOf(CloudFrontInputException.class);
  }

  @Test
  void cookieFileIsOneThatCurlReads() {
    SignedCookies cookies = custom("https://d1.example.com/images/*");
    List<String> lines = cookies.netscapeFile().lines().toList();

    assertThat(cookies.netscapeFile()).endsWith("\n");
    assertThat(lines.get(0)).isEqualTo("# Netscape HTTP Cookie File");
    assertThat(lines.subList(1, lines.size()))
        .hasSize(3)
        .allSatisfy(
            line ->
                assertThat(line.split("\t", -1))
                    .hasSize(7)
                    .startsWith(
                        "#HttpOnly_.d1.example.com", "TRUE", "/images/", "TRUE", "1767290400"));
  }

  @Test
  void cookieFileNeedsADomain() {
    SignedCookies cookies = custom("https://*/*");

    assertThatThrownBy(cookies::netscapeFile)
        .isInstanceOf(CloudFrontInputException.class)
        .hasMessageContaining("no domain");
  }

  @Test
  void jsonIsAnObjectOfNamesAndValues() throws IOException {
    SignedCookies cookies = custom("https://d1.example.com/*");
    Map<String, String> read = new HashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(cookies.json())) {
      parser.nextToken();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        read.put(name, parser.nextTextValue());
      }
    }

    assertThat(read).isEqualTo(cookies.values());
  }

  @Test
  void cookieThatClientsWouldDropIsRefused() {
    assertThatThrownBy(() -> custom("https://d1.example.com/" + "a".repeat(3100) + "*"))
        .isInstanceOf(CloudFrontInputException.class)
        .hasMessageContaining("4096");
  }
}
