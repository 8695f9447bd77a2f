package dev.countersign.aws.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.aws.cloudfront.Verification.Condition;
import dev.countersign.aws.cloudfront.Verification.Denied;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that are no policies, written by hand and signed by somebody who should not have. */
class PolicyReaderTest {
  private static final String URL = "https://d1.example.com/a.jpg";
  private static final String RESOURCE = "\"Resource\":\"" + URL + "\"";
  private static final String DATE = "\"DateLessThan\":{\"AWS:EpochTime\":1767290400}";
  private static final String CONDITION = "\"Condition\":{" + DATE + "}";
  private static final String STATEMENT = "{" + RESOURCE + "," + CONDITION + "}";

  private static String policy(String statement) {
    return "{\"Statement\":[" + statement + "]}";
  }

  private static String condition(String members) {
    return policy("{" + RESOURCE + ",\"Condition\":{" + members + "}}");
  }

  private static String epoch(String value) {
    return condition("\"DateLessThan\":{\"AWS:EpochTime\":" + value + "}");
  }

  static Stream<Arguments> bad() {
    String ip = "\"IpAddress\":{\"AWS:SourceIp\":\"192.0.2.0/24\"}";
    return Stream.of(
        Arguments.of("", "not a CloudFront policy"),
        Arguments.of("null", "not a CloudFront policy"),
        Arguments.of("[]", "not a CloudFront policy"),
        Arguments.of("\"Statement\"", "not a CloudFront policy"),
        Arguments.of("hello", "not JSON"),
        Arguments.of("{}", "no DateLessThan"),
        Arguments.of("{\"Statement\":[]}", "no statement"),
        Arguments.of("{\"Statement\":" + STATEMENT + "}", "Statement is not an array"),
        Arguments.of("{\"Statement\":[[" + STATEMENT + "]]}", "statement is not an object"),
        Arguments.of("{\"Statement\":[null]}", "statement is not an object"),
        Arguments.of("{\"Statement\":[{}]}", "no DateLessThan"),
        Arguments.of(policy(STATEMENT + "," + STATEMENT), "more than one statement"),
        Arguments.of(policy(STATEMENT + ",{}"), "more than one statement"),
        Arguments.of(policy(STATEMENT) + policy(STATEMENT), "text after its end"),
        Arguments.of(policy(STATEMENT) + " x", "not JSON"),
        Arguments.of(policy(STATEMENT).replace("]}", "],}"), "not JSON"),
        Arguments.of(policy(STATEMENT).replace("}]", "},]"), "not JSON"),
        Arguments.of(policy(STATEMENT).replace('"', '\''), "not JSON"),
        Arguments.of("// note\n" + policy(STATEMENT), "not JSON"),
        Arguments.of(policy(STATEMENT).substring(0, 60), "not JSON"),
        Arguments.of("\ufeff" + policy(STATEMENT), "not JSON"),
        Arguments.of("{\"Version\":\"2012-10-17\",\"Statement\":[]}", "Version"),
        Arguments.of(
            "{\"Statement\":[" + STATEMENT + "],\"Statement\":[" + STATEMENT + "]}", "Duplicate"),
        Arguments.of(policy("{" + RESOURCE + "," + RESOURCE + "," + CONDITION + "}"), "Duplicate"),
        Arguments.of(
            policy("{" + RESOURCE + ",\"\\u0052esource\":\"*\"," + CONDITION + "}"), "Duplicate"),
        Arguments.of(policy("{" + RESOURCE + "," + CONDITION + "," + CONDITION + "}"), "Duplicate"),
        Arguments.of(policy("{" + RESOURCE + ",\"Effect\":\"Allow\"," + CONDITION + "}"), "Effect"),
        Arguments.of(policy("{\"resource\":\"" + URL + "\"," + CONDITION + "}"), "member resource"),
        Arguments.of(
            policy("{\"Resource\":[\"" + URL + "\"]," + CONDITION + "}"),
            "Resource is not a string"),
        Arguments.of(policy("{\"Resource\":null," + CONDITION + "}"), "Resource is not a string"),
        Arguments.of(policy("{" + RESOURCE + ",\"Condition\":[]}"), "Condition is not an object"),
        Arguments.of(policy("{" + RESOURCE + "}"), "no DateLessThan"),
        Arguments.of(condition("\"DateGreaterThan\":{\"AWS:EpochTime\":1}"), "no DateLessThan"),
        Arguments.of(condition(DATE + "," + DATE), "Duplicate"),
        Arguments.of(condition(DATE + "," + ip + "," + ip), "Duplicate"),
        Arguments.of(condition(DATE + ",\"StringLike\":{\"aws:Referer\":\"x\"}"), "StringLike"),
        Arguments.of(condition("\"DateLessThan\":1767290400"), "DateLessThan is not an object"),
        Arguments.of(condition("\"DateLessThan\":{}"), "no AWS:EpochTime"),
        Arguments.of(condition("\"DateLessThan\":{\"aws:epochtime\":1}"), "no AWS:EpochTime"),
        Arguments.of(
            condition("\"DateLessThan\":{\"AWS:EpochTime\":1,\"AWS:EpochTime\":2}"), "Duplicate"),
        Arguments.of(
            condition("\"DateLessThan\":{\"AWS:EpochTime\":1,\"AWS\\u003aEpochTime\":2}"),
            "Duplicate"),
        Arguments.of(
            condition("\"DateLessThan\":{\"AWS:EpochTime\":1,\"AWS:SourceIp\":\"1.2.3.4\"}"),
            "more than one value"),
        Arguments.of(epoch("\"1767290400\""), "whole number"),
        Arguments.of(epoch("[1767290400]"), "whole number"),
        Arguments.of(epoch("null"), "whole number"),
        Arguments.of(epoch("true"), "whole number"),
        Arguments.of(epoch("1767290400.0"), "whole number"),
        Arguments.of(epoch("1.7672904e9"), "whole number"),
        Arguments.of(epoch("1767290400e0"), "whole number"),
        Arguments.of(epoch("-1"), "whole number"),
        Arguments.of(epoch("-0"), "whole number"),
        Arguments.of(epoch("01767290400"), "not JSON"),
        Arguments.of(epoch("+1767290400"), "not JSON"),
        Arguments.of(epoch("NaN"), "not JSON"),
        Arguments.of(epoch("0x10"), "not JSON"),
        Arguments.of(epoch("9223372036854775808"), "above"),
        Arguments.of(epoch("99999999999999999999"), "whole number"),
        Arguments.of(epoch("1".repeat(5000)), "policy"),
        Arguments.of(condition(DATE + ",\"IpAddress\":\"192.0.2.0/24\""), "IpAddress"),
        Arguments.of(
            condition(DATE + ",\"IpAddress\":{\"AWS:SourceIp\":[\"192.0.2.0/24\"]}"),
            "AWS:SourceIp is not a string"),
        Arguments.of(
            condition(DATE + ",\"IpAddress\":{\"AWS:SourceIp\":\"2001:db8::/32\"}"), "IPv6"),
        Arguments.of(
            condition(DATE + ",\"IpAddress\":{\"AWS:SourceIp\":\"192.0.2.0/33\"}"), "192.0.2.0/33"),
        Arguments.of("{\"Statement\":".repeat(2000), "policy"),
        Arguments.of("[".repeat(60000), "policy"),
        Arguments.of("{\"" + "a".repeat(60000) + "\":1}", "policy"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void textThatIsNoPolicyIsNotSigned(String text, String complaint) {
    assertThatThrownBy(() -> Policy.parse(text))
        .isInstanceOfSatisfying(
            CloudFrontInputException.class, e -> assertThat(e.remedy()).isNotEmpty())
        .hasMessageContaining(complaint)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @MethodSource("bad")
  void textThatIsNoPolicyOpensNothingThoughItIsSigned(String text, String complaint) {
    String digits = UrlSafeBase64.encode(text.getBytes(StandardCharsets.UTF_8));
    Verification result = verify(digits, signature(text));

    assertThat(result).isInstanceOf(Denied.class);
    assertThat(((Denied) result).failures())
        .singleElement()
        .extracting(Verification.Failure::condition)
        .isIn(Condition.POLICY, Condition.FORM);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Statement\":[{\"Resource\":\"https:\\/\\/d1.example.com\\/a.jpg\",\"Condition\":"
            + "{\"DateLessThan\":{\"AWS:EpochTime\":1767290400}}}]}",
        "{ \"Statement\" : [ { \"Condition\": {\"DateLessThan\" :{\"AWS\\u003aEpochTime\":"
            + "1767290400}}, \"Resource\":\"https://d1.example.com/\\u0061.jpg\" } ] }\n",
        "{\"Statement\":[{\"Condition\":{\"IpAddress\":{\"AWS:SourceIp\":\"192.0.2.7/24\"},"
            + "\"DateGreaterThan\":{\"AWS:EpochTime\":0},"
            + "\"DateLessThan\":{\"AWS:EpochTime\":9223372036854775807}}}]}",
      })
  void whatOtherSignersMayWriteIsUnderstood(String text) {
    Verification result =
        verify(UrlSafeBase64.encode(text.getBytes(StandardCharsets.UTF_8)), signature(text));

    assertThat(result.isAllowed()).as("%s", result).isTrue();
  }

  @Test
  void resourceThatIsLeftOutMeansEveryUrl() {
    CustomPolicy policy = Policy.parse(policy("{" + CONDITION + "}"));

    assertThat(policy.resource()).isEmpty();
    assertThat(TestKeys.signer(TestKeys.RSA, HashAlgorithm.SHA1).signUrl(URL, policy))
        .contains("Policy=");
    assertThatThrownBy(
            () -> TestKeys.signer(TestKeys.RSA, HashAlgorithm.SHA1).signCookies(URL, policy))
        .isInstanceOf(CloudFrontInputException.class)
        .hasMessageContaining("no Resource");
  }

  @Test
  void bytesThatAreNotUtf8FitNoUrl() throws GeneralSecurityException {
    byte[] text = policy(STATEMENT).getBytes(StandardCharsets.ISO_8859_1);
    text[30] = (byte) 0xff;

    Verification result = verify(UrlSafeBase64.encode(text), signature(text));

    assertThat(result.isAllowed()).isFalse();
    assertThat(((Denied) result).failures().get(0).condition()).isEqualTo(Condition.RESOURCE);
  }

  @Test
  void nullCharacterInAResourceFitsNoUrl() {
    String text = policy(STATEMENT.replace("a.jpg", "a.jpg\\u0000"));

    assertThat(
            verify(UrlSafeBase64.encode(text.getBytes(StandardCharsets.UTF_8)), signature(text))
                .isAllowed())
        .isFalse();
  }

  @Test
  void escapesAreNotSigned() {
    assertThatThrownBy(() -> Policy.parse(policy(STATEMENT.replace("a.jpg", "\\u0061.jpg"))))
        .isInstanceOf(CloudFrontInputException.class)
        .hasMessageContaining("the character \\");
    assertThatThrownBy(() -> Policy.parse(policy(STATEMENT.replace("a.jpg", "\u00e4.jpg"))))
        .isInstanceOf(CloudFrontInputException.class)
        .hasMessageContaining("not ASCII");
  }

  @Test
  void tooLongPolicyIsNotSigned() {
    for (int length : new int[] {6200, 7000, 70000}) {
      String text = policy(STATEMENT.replace("a.jpg", "a".repeat(length)));

      assertThatThrownBy(() -> Policy.parse(text)).isInstanceOf(CloudFrontInputException.class);
    }
  }

  @Test
  void policyThatEndsBeforeItBeginsIsNotSigned() {
    String text = condition(DATE + ",\"DateGreaterThan\":{\"AWS:EpochTime\":1767290400}");

    assertThatThrownBy(() -> Policy.parse(text))
        .isInstanceOf(CloudFrontInputException.class)
        .hasMessageContaining("nobody would ever have it");
  }

  @Test
  void whatAPolicySaysIsRead() {
    CustomPolicy policy =
        Policy.parse(
            condition(
                "\"IpAddress\":{\"AWS:SourceIp\":\"192.0.2.0/24\"},"
                    + "\"DateGreaterThan\":{\"AWS:EpochTime\":7},"
                    + DATE));

    assertThat(policy.resource()).contains(URL);
    assertThat(policy.expires()).isEqualTo(TestKeys.EXPIRES);
    assertThat(policy.starts()).contains(new EpochTime(7));
    assertThat(policy.ip()).contains(IpRange.parse("192.0.2.0/24"));
  }

  @Test
  void membersStayInTheOrderInWhichTheyAreWritten() {
    for (String text :
        List.of(
            policy("{" + CONDITION + "," + RESOURCE + "}"),
            condition("\"DateGreaterThan\":{\"AWS:EpochTime\":7}," + DATE))) {
      String url =
          TestKeys.signer(TestKeys.RSA, HashAlgorithm.SHA1).signUrl(URL, Policy.parse(text));

      assertThat(url)
          .contains("Policy=" + UrlSafeBase64.encode(text.getBytes(StandardCharsets.UTF_8)) + "&");
    }
  }

  private static String signature(String text) {
    try {
      return signature(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String signature(byte[] text) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA1withECDSA");
    signature.initSign(TestKeys.P256.getPrivate());
    signature.update(text);
    return UrlSafeBase64.encode(signature.sign());
  }

  private static Verification verify(String policy, String signature) {
    return CloudFrontVerifier.of(TestKeys.P256.getPublic())
        .verifyUrl(
            URL + "?Policy=" + policy + "&Signature=" + signature + "&Key-Pair-Id=K1",
            TestKeys.NOW,
            Optional.of("192.0.2.9"));
  }
}
