package dev.countersign.aws.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.aws.cloudfront.Verification.Allowed;
import dev.countersign.aws.cloudfront.Verification.Condition;
import dev.countersign.aws.cloudfront.Verification.Denied;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerifierTest {
  private static final String URL = "https://d111111abcdef8.cloudfront.net/image.jpg?size=large";
  private static final CloudFrontVerifier VERIFIER =
      CloudFrontVerifier.of(Map.of("K1TESTKEY", TestKeys.RSA.getPublic()));

  private static String signed(Policy policy) {
    return TestKeys.signer(TestKeys.RSA, HashAlgorithm.SHA256).signUrl(URL, policy);
  }

  private static Verification verify(String url) {
    return VERIFIER.verifyUrl(url, TestKeys.NOW, Optional.empty());
  }

  private static Denied denied(Verification result) {
    assertThat(result).isInstanceOf(Denied.class);
    return (Denied) result;
  }

  private static void assertDenied(Verification result, Condition condition, String reason) {
    assertThat(denied(result).failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.condition()).isEqualTo(condition);
              assertThat(failure.reason()).contains(reason);
            });
  }

  @ParameterizedTest
  @EnumSource(HashAlgorithm.class)
  void bothKindsOfKeyAndBothHashesVerify(HashAlgorithm hash) {
    for (KeyPair pair : List.of(TestKeys.RSA, TestKeys.P256)) {
      for (Policy policy :
          List.of(
              Policy.canned(TestKeys.EXPIRES),
              Policy.custom(TestKeys.EXPIRES)
                  .starts(new EpochTime(1))
                  .ip("192.0.2.0/24")
                  .build())) {
        String url = TestKeys.signer(pair, hash).signUrl(URL, policy);

        Verification result =
            CloudFrontVerifier.of(pair.getPublic())
                .verifyUrl(url, TestKeys.NOW, Optional.of("192.0.2.255"));

        assertThat(result)
            .isInstanceOfSatisfying(
                Allowed.class,
                allowed -> {
                  assertThat(allowed.grant().hash()).isEqualTo(hash);
                  assertThat(allowed.grant().keyPairId()).isEqualTo("K1TESTKEY");
                  assertThat(allowed.grant().canned()).isEqualTo(policy instanceof CannedPolicy);
                  assertThat(allowed.grant().policyText())
                      .startsWith("{\"Statement\":[{\"Resource\":\"" + URL + "\"");
                });
      }
    }
  }

  @Test
  void expiryIsNamedWithHowLongAgo() {
    Verification result =
        VERIFIER.verifyUrl(
            signed(Policy.canned(TestKeys.EXPIRES)),
            new EpochTime(TestKeys.EXPIRES.seconds() + 7200),
            Optional.empty());

    assertDenied(
        result,
        Condition.DATE_LESS_THAN,
        "expired at 2026-01-01T18:00:00Z, 2 h before the time asked about");
    assertThat(denied(result).grant()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "1767290399, true", // the last second
    "1767290400, false", // "before", not "at"
    "1767290401, false",
  })
  void accessEndsAtTheVerySecondOfDateLessThan(long at, boolean allowed) {
    assertThat(
            VERIFIER
                .verifyUrl(
                    signed(Policy.canned(TestKeys.EXPIRES)), new EpochTime(at), Optional.empty())
                .isAllowed())
        .isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({"1767280000, false", "1767280001, true"})
  void accessBeginsAfterTheVerySecondOfDateGreaterThan(long at, boolean allowed) {
    Policy policy = Policy.custom(TestKeys.EXPIRES).starts(new EpochTime(1767280000)).build();

    assertThat(VERIFIER.verifyUrl(signed(policy), new EpochTime(at), Optional.empty()).isAllowed())
        .isEqualTo(allowed);
  }

  @Test
  void startIsNamedWithHowFarAhead() {
    Policy policy =
        Policy.custom(TestKeys.EXPIRES)
            .starts(new EpochTime(TestKeys.NOW.seconds() + 90 * 60))
            .build();

    assertDenied(
        verify(signed(policy)),
        Condition.DATE_GREATER_THAN,
        "begins after 2026-01-01T13:30:00Z, 1 h 30 min after the time asked about");
  }

  @Test
  void everyConditionThatFailsIsNamed() {
    Policy policy = Policy.custom(TestKeys.EXPIRES).ip("192.0.2.0/24").build();
    String other = signed(policy).replace("image.jpg", "other.jpg");

    Denied result =
        denied(
            VERIFIER.verifyUrl(
                other, new EpochTime(TestKeys.EXPIRES.seconds()), Optional.of("192.0.3.0")));

    assertThat(result.failures())
        .extracting(Verification.Failure::condition)
        .containsExactly(Condition.RESOURCE, Condition.DATE_LESS_THAN, Condition.IP_ADDRESS);
    assertThat(result.failures().get(2).reason())
        .isEqualTo("allowed from 192.0.2.0/24 only, not from 192.0.3.0");
  }

  @Test
  void addressThatIsNotKnownIsNotInTheRange() {
    Policy policy = Policy.custom(TestKeys.EXPIRES).ip("192.0.2.10").build();

    assertDenied(verify(signed(policy)), Condition.IP_ADDRESS, "192.0.2.10/32");
    assertDenied(verify(signed(policy)), Condition.IP_ADDRESS, "not known");
  }

  @Test
  void viewerOverIpv6IsInNoRange() {
    Policy policy = Policy.custom(TestKeys.EXPIRES).ip("0.0.0.0/0").build();

    assertDenied(
        VERIFIER.verifyUrl(signed(policy), TestKeys.NOW, Optional.of("::ffff:192.0.2.1")),
        Condition.IP_ADDRESS,
        "not from ::ffff:192.0.2.1");
    assertThat(
            VERIFIER
                .verifyUrl(signed(policy), TestKeys.NOW, Optional.of("203.0.113.9"))
                .isAllowed())
        .isTrue();
  }

  @Test
  void viewerThatIsNoAddressIsTheCallersMistake() {
    String url = signed(Policy.canned(TestKeys.EXPIRES));

    assertThatThrownBy(() -> VERIFIER.verifyUrl(url, TestKeys.NOW, Optional.of("localhost")))
        .isInstanceOf(CloudFrontInputException.class);
  }

  @Test
  void unknownKeyPairIdIsNamed() {
    assertDenied(
        verify(signed(Policy.canned(TestKeys.EXPIRES)).replace("K1TESTKEY", "K2OTHER")),
        Condition.KEY,
        "K2OTHER");
  }

  @Test
  void signatureOfAnotherKeyDoesNotFit() {
    String url =
        TestKeys.signer(TestKeys.OTHER_RSA, HashAlgorithm.SHA1)
            .signUrl(URL, Policy.canned(TestKeys.EXPIRES));

    assertDenied(verify(url), Condition.SIGNATURE, "does not fit");
  }

  @Test
  void signatureOfTheOtherKindOfKeyDoesNotFit() {
    String url =
        TestKeys.signer(TestKeys.P256, HashAlgorithm.SHA1)
            .signUrl(URL, Policy.canned(TestKeys.EXPIRES));

    assertDenied(verify(url), Condition.SIGNATURE, "does not fit");
    assertDenied(
        CloudFrontVerifier.of(TestKeys.P256.getPublic())
            .verifyUrl(signed(Policy.canned(TestKeys.EXPIRES)), TestKeys.NOW, Optional.empty()),
        Condition.SIGNATURE,
        "does not fit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha256", "SHA-256", "Sha256", "SHA512", "MD5", "", "SHA256%20", "%00"})
  void otherSpellingsOfTheHashAreRefused(String spelling) {
    assertDenied(
        verify(signed(Policy.canned(TestKeys.EXPIRES)).replace("=SHA256", "=" + spelling)),
        Condition.HASH,
        "neither SHA1 nor SHA256");
  }

  @Test
  void hashThatWasNotUsedDoesNotFit() {
    String url = signed(Policy.canned(TestKeys.EXPIRES));

    assertDenied(verify(url.replace("=SHA256", "=SHA1")), Condition.SIGNATURE, "SHA1");
    assertDenied(
        verify(url.replace("&Hash-Algorithm=SHA256", "")),
        Condition.SIGNATURE,
        "SHA1 (none is named)");
  }

  @Test
  void hashMayBeNamedEvenWhenItIsTheDefault() {
    String url =
        TestKeys.signer(TestKeys.RSA, HashAlgorithm.SHA1)
            .signUrl(URL, Policy.canned(TestKeys.EXPIRES));

    assertThat(url).doesNotContain("Hash-Algorithm");
    assertThat(verify(url + "&Hash-Algorithm=SHA1").isAllowed()).isTrue();
  }

  @Test
  void percentEncodedValuesAreTakenAsTheyAreMeant() {
    String url = signed(Policy.custom(TestKeys.EXPIRES).build());
    int policy = url.indexOf("Policy=");
    String encoded =
        url.substring(0, policy)
            + url.substring(policy)
                .replace("~", "%7E")
                .replace("_", "%5f")
                .replace("K1TESTKEY", "%4B1TESTKEY");

    assertThat(encoded).isNotEqualTo(url);
    assertThat(verify(encoded).isAllowed()).isTrue();
  }

  @Test
  void orderOfTheParametersDoesNotMatter() {
    String url = signed(Policy.canned(TestKeys.EXPIRES));
    List<String> own = List.of(url.substring(url.indexOf("Expires=")).split("&"));
    String turned =
        "https://d111111abcdef8.cloudfront.net/image.jpg?%s&%s&size=large&%s&%s"
            .formatted(own.get(3), own.get(1), own.get(2), own.get(0));

    assertThat(verify(turned).isAllowed()).isTrue();
  }

  @Test
  void fragmentDoesNotMatter() {
    assertThat(verify(signed(Policy.canned(TestKeys.EXPIRES)) + "#page=2&Expires=9").isAllowed())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"size=small", "size=large&x=1", "Size=large", "size=large%20", "size=large&"})
  void changedQueryStringDoesNotFit(String query) {
    assertDenied(
        verify(signed(Policy.canned(TestKeys.EXPIRES)).replace("size=large", query)),
        Condition.SIGNATURE,
        "URL and expiry");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Expires", "Signature", "Key-Pair-Id", "Hash-Algorithm"})
  void parameterThatIsThereTwiceIsRefused(String name) {
    String url = signed(Policy.canned(TestKeys.EXPIRES));
    String value = url.replaceAll(".*[?&]" + name + "=([^&]*).*", "$1");

    assertDenied(
        verify(url + "&" + name + "=" + value), Condition.PARAMETERS, name + " more than once");
    assertDenied(
        verify(url + "&%" + Integer.toHexString(name.charAt(0)) + name.substring(1) + "=1"),
        Condition.PARAMETERS,
        "percent-encoded");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Expires", "Signature", "Key-Pair-Id"})
  void parameterThatIsMissingOrEmptyIsNamed(String name) {
    String url = signed(Policy.canned(TestKeys.EXPIRES));

    assertDenied(verify(url.replaceAll("&" + name + "=[^&]*", "")), Condition.PARAMETERS, name);
    assertDenied(
        verify(url.replaceAll("&" + name + "=[^&]*", "&" + name + "=")),
        Condition.PARAMETERS,
        name);
    assertDenied(
        verify(url.replaceAll("&" + name + "=[^&]*", "&" + name)), Condition.PARAMETERS, name);
  }

  @Test
  void unsignedUrlIsDenied() {
    assertDenied(verify(URL), Condition.PARAMETERS, "no parameter Signature");
    assertDenied(
        verify("https://d111111abcdef8.cloudfront.net/"), Condition.PARAMETERS, "Signature");
  }

  @Test
  void policyAndExpiresTogetherAreRefused() {
    String url = signed(Policy.custom(TestKeys.EXPIRES).build());

    assertDenied(verify(url + "&Expires=1767290400"), Condition.PARAMETERS, "both");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01767290400",
        "+1767290400",
        "-1767290400",
        "1767290400.0",
        "1.7e9",
        "0x69569D20",
        "9223372036854775808",
        "99999999999999999999999999",
        "1767290400%20",
        "%D9%A1"
      })
  void expiryIsPlainDigits(String expires) {
    assertDenied(
        verify(signed(Policy.canned(TestKeys.EXPIRES)).replace("1767290400", expires)),
        Condition.PARAMETERS,
        "whole number");
  }

  @Test
  void expiryThatWasMovedDoesNotFit() {
    assertDenied(
        verify(signed(Policy.canned(TestKeys.EXPIRES)).replace("1767290400", "1767290401")),
        Condition.SIGNATURE,
        "does not fit");
  }

  @Test
  void policyOfAnotherUrlDoesNotFit() {
    String one = signed(Policy.custom(TestKeys.EXPIRES).build());
    String two = signed(Policy.custom(new EpochTime(1767290401)).build());
    String policy = two.replaceAll(".*Policy=([^&]*).*", "$1");

    assertDenied(
        verify(one.replaceAll("Policy=[^&]*", "Policy=" + policy)),
        Condition.SIGNATURE,
        "does not fit this policy");
  }

  @Test
  void latestTimeThatCloudFrontKnowsIsTaken() {
    String url = signed(Policy.canned(new EpochTime(Long.MAX_VALUE)));

    assertThat(url).contains("Expires=9223372036854775807");
    assertThat(verify(url).isAllowed()).isTrue();
  }

  @Test
  void urlThatNobodyCanAskForIsRefused() {
    String url = signed(Policy.canned(TestKeys.EXPIRES));

    assertDenied(verify(url + "&x=" + "a".repeat(8192)), Condition.FORM, "8192");
    assertDenied(verify(url + " "), Condition.FORM, "a space");
    assertDenied(verify(url + "\u0000"), Condition.FORM, "U+0000");
    assertDenied(verify(url + "\u00e9"), Condition.FORM, "not ASCII");
    assertDenied(verify(url + "&x=%zz"), Condition.FORM, "hexadecimal");
    assertDenied(verify(url.replace("https://", "ftp://")), Condition.FORM, "https://");
    assertDenied(verify(""), Condition.FORM, "https://");
  }

  @Test
  void longSignatureIsRefusedBeforeItIsDecoded() {
    String url = signed(Policy.canned(TestKeys.EXPIRES));

    assertDenied(
        verify(url.replaceAll("Signature=[^&]*", "Signature=" + "A".repeat(4000))),
        Condition.SIGNATURE,
        "base64");
  }

  @Test
  void cannedUrlAsItsOwnCustomPolicyOpensNothingMore() {
    String canned = signed(Policy.canned(TestKeys.EXPIRES));
    String text = PolicyStatement.cannedText(URL, TestKeys.EXPIRES);
    String asCustom =
        canned.replace(
            "Expires=1767290400",
            "Policy=" + UrlSafeBase64.encode(text.getBytes(StandardCharsets.US_ASCII)));

    assertThat(verify(asCustom).isAllowed()).isTrue();
    assertDenied(
        verify(asCustom.replace("image.jpg", "other.jpg")), Condition.RESOURCE, "other.jpg");
  }

  @Test
  void aDenialHasAReason() {
    assertThatThrownBy(() -> new Denied(List.of(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
