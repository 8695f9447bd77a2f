package dev.countersign.aws.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudfront.CloudFrontUtilities;
import software.amazon.awssdk.services.cloudfront.cookie.CookiesForCannedPolicy;
import software.amazon.awssdk.services.cloudfront.cookie.CookiesForCustomPolicy;
import software.amazon.awssdk.services.cloudfront.model.CannedSignerRequest;
import software.amazon.awssdk.services.cloudfront.model.CustomSignerRequest;

/** The AWS SDK for Java signs the same, and what it signs is taken. */
class AwsSdkOracleTest {
  private static final CloudFrontUtilities SDK = CloudFrontUtilities.create();
  private static final Instant EXPIRES = Instant.ofEpochSecond(TestKeys.EXPIRES.seconds());

  private static CannedSignerRequest canned(KeyPair pair, String url) {
    return CannedSignerRequest.builder()
        .resourceUrl(url)
        .privateKey(pair.getPrivate())
        .keyPairId("K1TESTKEY")
        .expirationDate(EXPIRES)
        .build();
  }

  private static CustomSignerRequest custom(
      KeyPair pair, String url, Consumer<CustomSignerRequest.Builder> more) {
    CustomSignerRequest.Builder builder =
        CustomSignerRequest.builder()
            .resourceUrl(url)
            .privateKey(pair.getPrivate())
            .keyPairId("K1TESTKEY")
            .expirationDate(EXPIRES);
    more.accept(builder);
    return builder.build();
  }

  private static Verification verify(KeyPair pair, String url) {
    return CloudFrontVerifier.of(pair.getPublic())
        .verifyUrl(url, TestKeys.NOW, Optional.of("192.0.2.10"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://d1.example.com/image.jpg",
        "https://d1.example.com/image.jpg?size=large&color=red",
        "https://d1.example.com/a%20b/c.jpg?d=%C3%A9",
        "http://d1.example.com/",
      })
  void cannedUrlsAreTheSame(String url) {
    assertThat(
            TestKeys.signer(TestKeys.RSA, HashAlgorithm.SHA1)
                .signUrl(url, Policy.canned(TestKeys.EXPIRES)))
        .isEqualTo(SDK.getSignedUrlWithCannedPolicy(canned(TestKeys.RSA, url)).url());
  }

  @Test
  void customUrlsAreTheSame() {
    String url = "https://d1.example.com/image.jpg?size=large";
    CloudFrontSigner signer = TestKeys.signer(TestKeys.RSA, HashAlgorithm.SHA1);

    assertThat(
            signer.signUrl(
                url, Policy.custom(TestKeys.EXPIRES).starts(new EpochTime(1767200000)).build()))
        .isEqualTo(
            SDK.getSignedUrlWithCustomPolicy(
                    custom(TestKeys.RSA, url, b -> b.activeDate(Instant.ofEpochSecond(1767200000))))
                .url());
    assertThat(signer.signUrl(url, Policy.custom(TestKeys.EXPIRES).ip("192.0.2.0/24").build()))
        .isEqualTo(
            SDK.getSignedUrlWithCustomPolicy(
                    custom(TestKeys.RSA, url, b -> b.ipRange("192.0.2.0/24")))
                .url());
  }

  @Test
  void theOrderOfThreeConditionsIsTheOnlyDifference() {
    String url = "https://d1.example.com/image.jpg";
    String ours =
        TestKeys.signer(TestKeys.RSA, HashAlgorithm.SHA1)
            .signUrl(
                url,
                Policy.custom(TestKeys.EXPIRES)
                    .starts(new EpochTime(1767200000))
                    .ip("192.0.2.0/24")
                    .build());
    String theirs =
        SDK.getSignedUrlWithCustomPolicy(
                custom(
                    TestKeys.RSA,
                    url,
                    b -> b.activeDate(Instant.ofEpochSecond(1767200000)).ipRange("192.0.2.0/24")))
            .url();

    assertThat(ours).isNotEqualTo(theirs);
    String start = ",\"DateGreaterThan\":{\"AWS:EpochTime\":1767200000}";
    assertThat(policyText(ours).replace(start, ""))
        .isEqualTo(policyText(theirs).replace(start, ""));
    assertThat(verify(TestKeys.RSA, ours).isAllowed()).isTrue();
    assertThat(verify(TestKeys.RSA, theirs).isAllowed()).isTrue();
  }

  private static String policyText(String url) {
    return new String(
        UrlSafeBase64.decode(url.replaceAll(".*Policy=([^&]*).*", "$1")).orElseThrow(),
        StandardCharsets.US_ASCII);
  }

  @Test
  void whatTheSdkSignsIsTakenWithBothKindsOfKey() {
    String url = "https://d1.example.com/images/a.jpg?size=large";
    for (KeyPair pair : List.of(TestKeys.RSA, TestKeys.P256)) {
      assertThat(
              verify(pair, SDK.getSignedUrlWithCannedPolicy(canned(pair, url)).url()).isAllowed())
          .isTrue();
      assertThat(
              verify(
                      pair,
                      SDK.getSignedUrlWithCustomPolicy(
                              custom(
                                  pair,
                                  url,
                                  b ->
                                      b.resourceUrlPattern("https://d1.example.com/images/*")
                                          .ipRange("192.0.2.10")))
                          .url())
                  .isAllowed())
          .isTrue();
    }
  }

  @Test
  void cookiesAreTheSame() {
    String resource = "https://d1.example.com/image.jpg";
    CloudFrontSigner signer = TestKeys.signer(TestKeys.RSA, HashAlgorithm.SHA1);
    CookiesForCannedPolicy canned = SDK.getCookiesForCannedPolicy(canned(TestKeys.RSA, resource));
    CookiesForCustomPolicy custom =
        SDK.getCookiesForCustomPolicy(
            custom(TestKeys.RSA, resource, b -> b.ipRange("192.0.2.0/24")));

    assertThat(pairs(signer.signCookies(resource, Policy.canned(TestKeys.EXPIRES))))
        .containsExactlyInAnyOrder(
            canned.expiresHeaderValue(),
            canned.signatureHeaderValue(),
            canned.keyPairIdHeaderValue());
    assertThat(
            pairs(
                signer.signCookies(
                    resource, Policy.custom(TestKeys.EXPIRES).ip("192.0.2.0/24").build())))
        .containsExactlyInAnyOrder(
            custom.policyHeaderValue(),
            custom.signatureHeaderValue(),
            custom.keyPairIdHeaderValue());
    assertThat(
            CloudFrontVerifier.of(TestKeys.RSA.getPublic())
                .verifyCookies(
                    resource,
                    String.join(
                        "; ",
                        custom.policyHeaderValue(),
                        custom.signatureHeaderValue(),
                        custom.keyPairIdHeaderValue()),
                    TestKeys.NOW,
                    Optional.of("192.0.2.10"))
                .isAllowed())
        .isTrue();
  }

  private static List<String> pairs(SignedCookies cookies) {
    return cookies.values().entrySet().stream()
        .map((Map.Entry<String, String> e) -> e.getKey() + "=" + e.getValue())
        .toList();
  }

  @Test
  void opensslVerifiesTheSignatureOfAUrl(@TempDir Path directory) throws Exception {
    for (KeyPair pair : List.of(TestKeys.RSA, TestKeys.P256)) {
      String url = "https://d1.example.com/image.jpg";
      String signed =
          TestKeys.signer(pair, HashAlgorithm.SHA256).signUrl(url, Policy.canned(TestKeys.EXPIRES));
      Path signature = directory.resolve("signature");
      Path policy = directory.resolve("policy");
      Path key = directory.resolve("key.der");
      Files.write(
          signature,
          UrlSafeBase64.decode(signed.replaceAll(".*Signature=([^&]*).*", "$1")).orElseThrow());
      Files.writeString(
          policy,
          "{\"Statement\":[{\"Resource\":\"https://d1.example.com/image.jpg\",\"Condition\":"
              + "{\"DateLessThan\":{\"AWS:EpochTime\":1767290400}}}]}");
      Files.write(key, pair.getPublic().getEncoded());

      assertThat(openssl(key, signature, policy)).isEqualTo("Verified OK");
      Files.writeString(policy, "{}");
      assertThat(openssl(key, signature, policy)).isNotEqualTo("Verified OK");
    }
  }

  private static String openssl(Path key, Path signature, Path policy) throws Exception {
    Process process =
        new ProcessBuilder(
                "openssl",
                "dgst",
                "-sha256",
                "-keyform",
                "DER",
                "-verify",
                key.toString(),
                "-signature",
                signature.toString(),
                policy.toString())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.strip().lines().findFirst().orElse("");
  }
}
