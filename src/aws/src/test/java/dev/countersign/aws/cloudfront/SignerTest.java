package dev.countersign.aws.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.TokenException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignerTest {
  private static final Policy CANNED = Policy.canned(TestKeys.EXPIRES);
  private static final CloudFrontSigner SIGNER =
      TestKeys.signer(TestKeys.RSA, HashAlgorithm.SHA256);

  private static void assertRefused(String url, String reason) {
    assertThatThrownBy(() -> SIGNER.signUrl(url, CANNED))
        .isInstanceOfSatisfying(
            CloudFrontInputException.class, e -> assertThat(e.remedy()).isNotEmpty())
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource({
    "https://d1.example.com/a, https://d1.example.com/a?Expires=",
    "https://d1.example.com/a?b=c, https://d1.example.com/a?b=c&Expires=",
    "https://d1.example.com/a?b=c&b=c&d, https://d1.example.com/a?b=c&b=c&d&Expires=",
    "https://d1.example.com/a?, https://d1.example.com/a?Expires=",
    "https://d1.example.com/a?expires=1, https://d1.example.com/a?expires=1&Expires=",
    "https://d1.example.com/a%20b?c=%C3%A9, https://d1.example.com/a%20b?c=%C3%A9&Expires=",
    "http://d1.example.com:8080/, http://d1.example.com:8080/?Expires=",
    "https://d1.example.com/a..b/...c/.d?x=/../y,"
        + " https://d1.example.com/a..b/...c/.d?x=/../y&Expires=",
  })
  void parametersComeAfterTheUrlsOwn(String url, String start) {
    String signed = SIGNER.signUrl(url, CANNED);

    assertThat(signed)
        .startsWith(start + "1767290400&Signature=")
        .endsWith("&Key-Pair-Id=K1TESTKEY&Hash-Algorithm=SHA256");
    assertThat(
            CloudFrontVerifier.of(TestKeys.RSA.getPublic())
                .verifyUrl(signed, TestKeys.NOW, Optional.empty())
                .isAllowed())
        .isTrue();
  }

  @Test
  void fragmentIsKeptAtTheEndAndNotSigned() {
    String with = SIGNER.signUrl("https://d1.example.com/a?b=c#page=2?x", CANNED);
    String without = SIGNER.signUrl("https://d1.example.com/a?b=c", CANNED);

    assertThat(with).isEqualTo(without + "#page=2?x");
  }

  @Test
  void sha1IsNotNamed() {
    assertThat(
            TestKeys.signer(TestKeys.RSA, HashAlgorithm.SHA1)
                .signUrl("https://d1.example.com/a", CANNED))
        .endsWith("&Key-Pair-Id=K1TESTKEY");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Expires", "Policy", "Signature", "Key-Pair-Id", "Hash-Algorithm"})
  void cloudFrontsOwnParametersAreRefused(String name) {
    assertRefused("https://d1.example.com/a?" + name + "=1", name);
    assertRefused("https://d1.example.com/a?b=c&" + name, name);
    assertRefused("https://d1.example.com/a?" + name + "=1&b=c#f", name);
    assertRefused(
        "https://d1.example.com/a?%" + Integer.toHexString(name.charAt(0)) + name.substring(1),
        name);
  }

  @Test
  void urlThatIsSignedAlreadyIsRefused() {
    String once = SIGNER.signUrl("https://d1.example.com/a", CANNED);

    assertRefused(once, "Expires");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "d1.example.com/a | does not begin with https:// or http://",
        "/a | does not begin",
        "ftp://d1.example.com/a | does not begin",
        "HTTPS://d1.example.com/a | does not begin",
        "https:/d1.example.com/a | does not begin",
        "https://d1.example.com | no path",
        "https://d1.example.com?a=b | no path",
        "https://d1.example.com#/a | no path",
        "https:///a | no host",
        "https://:8443/a | no host",
        "https://user:password@d1.example.com/a | user name",
        "https://D1.example.com/a | upper case",
        "https://d1.example.com:443/a | default port",
        "http://d1.example.com:80/a | default port",
        "https://d1.example.com/a/../b | .. segment",
        "https://d1.example.com/a/./b | .. segment",
        "https://d1.example.com/a/.. | .. segment",
        "https://d1.example.com/a/%2e%2E/b | .. segment",
        "https://d1.example.com/. | .. segment",
        "https://d1.example.com/* | has a *",
        "https://*.example.com/a | has a *",
        "https://d1.example.com/a?b=* | has a *",
        "https://d1.example.com/a?b=c& | ends in &",
        "https://d1.example.com/a\"b | the character \"",
        "https://d1.example.com/a\\b | the character \\",
        "https://d1.example.com/<a> | the character <",
        "https://d1.example.com/{a} | the character {",
        "https://d1.example.com/100% | two hexadecimal digits",
        "https://d1.example.com/%zz | two hexadecimal digits",
      })
  void urlThatWouldNotArriveAsItIsWrittenIsRefused(String url, String reason) {
    assertRefused(url, reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\u0000", "\t", "\n", "\r", " ", "\u001f", "\u007f", "\u0080", "\u00e9", "\u202e"})
  void controlCharactersAndNonAsciiAreRefusedAndNotRepeated(String bad) {
    for (String url :
        new String[] {
          "https://d1.example.com/a" + bad + "b",
          "https://d1.example.com/a?b=" + bad,
          "https://d1.example.com/a#" + bad,
          bad + "https://d1.example.com/a"
        }) {
      assertThatThrownBy(() -> SIGNER.signUrl(url, CANNED))
          .isInstanceOf(CloudFrontInputException.class)
          .satisfies(e -> assertThat(String.valueOf(e.getMessage())).matches("[\\x20-\\x7e]+"));
    }
  }

  @Test
  void lengthIsBoundedBeforeAndAfterSigning() {
    String base = "https://d1.example.com/";
    SoftwareKey key = new SoftwareKey(TestKeys.RSA);
    CloudFrontSigner signer = new CloudFrontSigner(key, "K1", HashAlgorithm.SHA1, TestKeys.CLOCK);

    assertThatThrownBy(() -> signer.signUrl(base + "a".repeat(8192), CANNED))
        .hasMessageContaining("8192");
    assertThat(key.signatures()).isZero();
    assertThatThrownBy(() -> signer.signUrl(base + "a".repeat(8000), CANNED))
        .isInstanceOf(CloudFrontInputException.class)
        .hasMessageContaining("8192");
    assertThatCode(() -> signer.signUrl(base + "a".repeat(7700), CANNED))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () ->
                signer.signUrl(
                    base + "a",
                    Policy.custom(TestKeys.EXPIRES).resource(base + "a*".repeat(3500)).build()))
        .isInstanceOf(CloudFrontInputException.class);
  }

  @Test
  void expiryInThePastIsRefusedBeforeTheKeyIsUsed() {
    SoftwareKey key = new SoftwareKey(TestKeys.RSA);
    CloudFrontSigner signer = new CloudFrontSigner(key, "K1", HashAlgorithm.SHA1, TestKeys.CLOCK);
    String url = "https://d1.example.com/a";

    for (Policy past :
        new Policy[] {
          Policy.canned(TestKeys.NOW),
          Policy.custom(new EpochTime(1)).build(),
          Policy.parse(
              "{\"Statement\":[{\"Resource\":\"*\",\"Condition\":{\"DateLessThan\":"
                  + "{\"AWS:EpochTime\":1767268799}}}]}")
        }) {
      assertThatThrownBy(() -> signer.signUrl(url, past))
          .isInstanceOf(CloudFrontInputException.class)
          .hasMessageContaining("not in the future; it is 2026-01-01T12:00:00Z");
      assertThatThrownBy(() -> signer.signCookies(url, past))
          .isInstanceOf(CloudFrontInputException.class);
    }
    assertThat(key.signatures()).isZero();
  }

  @Test
  void accessThatBeginsWhenItHasEndedIsRefused() {
    for (long starts : new long[] {1767290400, 1767290401}) {
      assertThatThrownBy(
              () -> Policy.custom(TestKeys.EXPIRES).starts(new EpochTime(starts)).build())
          .isInstanceOf(CloudFrontInputException.class)
          .hasMessageContaining("nobody would ever have it");
    }
  }

  @Test
  void resourceThatDoesNotFitTheUrlIsRefused() {
    Policy policy =
        Policy.custom(TestKeys.EXPIRES).resource("https://d1.example.com/images/*").build();

    assertThatThrownBy(() -> SIGNER.signUrl("https://d1.example.com/videos/a", policy))
        .isInstanceOf(CloudFrontInputException.class)
        .hasMessageContaining("does not fit the URL");
    assertThat(SIGNER.signUrl("https://d1.example.com/images/a?b=c", policy))
        .startsWith("https://d1.example.com/images/a?b=c&Policy=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "K1 ", "K1&x=y", "K1%20", "K1\n", "K\u00e9", "K1=", "K1;"})
  void keyPairIdIsLettersAndDigits(String id) {
    SoftwareKey key = new SoftwareKey(TestKeys.RSA);

    assertThatThrownBy(() -> new CloudFrontSigner(key, id, HashAlgorithm.SHA1, TestKeys.CLOCK))
        .isInstanceOf(CloudFrontInputException.class)
        .hasMessageContaining("key pair id");
    assertThatThrownBy(() -> CloudFrontVerifier.of(Map.of(id, key.publicKey())))
        .isInstanceOf(CloudFrontInputException.class);
  }

  @Test
  void keysThatCloudFrontDoesNotTakeAreRefused() {
    for (KeyPair pair :
        new KeyPair[] {
          TestKeys.VECTORS,
          TestKeys.generate("RSA", 3072),
          TestKeys.generateEc("secp384r1"),
          TestKeys.generate("Ed25519", 255),
          TestKeys.generate("DSA", 1024)
        }) {
      SoftwareKey key = new SoftwareKey(pair);
      assertThatThrownBy(
              () -> new CloudFrontSigner(key, "K1", HashAlgorithm.SHA256, TestKeys.CLOCK))
          .isInstanceOf(CloudFrontInputException.class)
          .hasMessageContaining("RSA 2048 and ECDSA P-256 only");
      assertThatThrownBy(() -> CloudFrontVerifier.of(pair.getPublic()))
          .isInstanceOf(CloudFrontInputException.class);
    }
  }

  @Test
  void signatureThatDoesNotFitThePublicKeyIsNotHandedOut() {
    SoftwareKey mixed = new SoftwareKey(TestKeys.RSA.getPrivate(), TestKeys.OTHER_RSA.getPublic());
    CloudFrontSigner signer =
        new CloudFrontSigner(mixed, "K1", HashAlgorithm.SHA256, TestKeys.CLOCK);

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> signer.signUrl("https://d1.example.com/a", CANNED))
          .isInstanceOfSatisfying(
              TokenException.BadData.class,
              e -> {
                assertThat(e.token()).isEqualTo("piv:serial=12345678;slot=9c");
                assertThat(e.remedy()).contains("certificate");
              });
    }
  }

  @Test
  void everyUrlCostsOneSignature() {
    SoftwareKey key = new SoftwareKey(TestKeys.P256);
    CloudFrontSigner signer = new CloudFrontSigner(key, "K1", HashAlgorithm.SHA256, TestKeys.CLOCK);

    for (int i = 0; i < 5; i++) {
      signer.signUrl("https://d1.example.com/" + i, CANNED);
    }

    assertThat(key.signatures()).isEqualTo(5);
  }

  @Test
  void customPolicyForOneUrlNamesThatUrl() {
    String url =
        SIGNER.signUrl(
            "https://d1.example.com/a?b=c",
            Policy.custom(TestKeys.EXPIRES)
                .starts(new EpochTime(1767200000))
                .ip("192.0.2.10")
                .build());
    String digits = url.replaceAll(".*Policy=([^&]*).*", "$1");

    assertThat(new String(UrlSafeBase64.decode(digits).orElseThrow(), StandardCharsets.US_ASCII))
        .isEqualTo(
            "{\"Statement\":[{\"Resource\":\"https://d1.example.com/a?b=c\",\"Condition\":"
                + "{\"DateLessThan\":{\"AWS:EpochTime\":1767290400},\"DateGreaterThan\":"
                + "{\"AWS:EpochTime\":1767200000},\"IpAddress\":{\"AWS:SourceIp\":"
                + "\"192.0.2.10/32\"}}}]}");
  }
}
