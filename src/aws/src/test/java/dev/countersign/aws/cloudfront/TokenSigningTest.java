package dev.countersign.aws.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.jca.CountersignProvider;
import dev.countersign.simulator.Profile;
import java.io.IOException;
import java.security.PrivateKey;
import java.security.Security;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.cloudfront.CloudFrontUtilities;
import software.amazon.awssdk.services.cloudfront.model.CannedSignerRequest;
import software.amazon.awssdk.services.cloudfront.model.CustomSignerRequest;

/** Signing with keys that stay on a token. */
class TokenSigningTest {
  private static final String URL = "https://d1.example.com/images/a.jpg?size=large";
  private static final Instant EXPIRES = Instant.ofEpochSecond(TestKeys.EXPIRES.seconds());

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void tokenWithTheImportedKeyReproducesThePublishedVectors(Profile profile) throws IOException {
    try (SimulatedPiv piv = new SimulatedPiv(profile)) {
      SigningKey key = piv.imported(TestKeys.VECTORS);
      for (Vectors.Vector vector : Vectors.all()) {
        VectorAssertions.assertReproduced(
            vector,
            new CloudFrontSigner(
                key,
                vector.get("keyPairId"),
                vector.hash(),
                TestKeys.CLOCK,
                KeyRules.TEST_VECTORS));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void keysMadeOnTheTokenSignUrlsThatVerify(Profile profile) throws IOException {
    for (KeyAlgorithm algorithm : new KeyAlgorithm[] {KeyAlgorithm.RSA2048, KeyAlgorithm.P256}) {
      try (SimulatedPiv piv = new SimulatedPiv(profile)) {
        SigningKey key = piv.generated(algorithm);
        CloudFrontVerifier verifier = CloudFrontVerifier.of(key.publicKey());
        for (HashAlgorithm hash : HashAlgorithm.values()) {
          CloudFrontSigner signer = new CloudFrontSigner(key, "K1TESTKEY", hash, TestKeys.CLOCK);

          String url = signer.signUrl(URL, Policy.canned(TestKeys.EXPIRES));
          SignedCookies cookies =
              signer.signCookies(
                  "https://d1.example.com/*", Policy.custom(TestKeys.EXPIRES).build());

          assertThat(verifier.verifyUrl(url, TestKeys.NOW, Optional.empty()).isAllowed()).isTrue();
          assertThat(
                  verifier
                      .verifyCookies(
                          URL, cookies.cookieLine().substring(8), TestKeys.NOW, Optional.empty())
                      .isAllowed())
              .isTrue();
        }
      }
    }
  }

  @Test
  void pinIsAskedForWhenSomethingIsSignedAndNotBefore() throws IOException {
    try (SimulatedPiv piv = new SimulatedPiv(Profile.YUBIKEY_5_7)) {
      SigningKey key = piv.imported(TestKeys.RSA);
      CloudFrontSigner signer =
          new CloudFrontSigner(key, "K1TESTKEY", HashAlgorithm.SHA256, TestKeys.CLOCK);
      assertThat(piv.pins()).as("nothing was signed").isZero();

      signer.signUrl(URL, Policy.canned(TestKeys.EXPIRES));

      assertThat(piv.pins()).isEqualTo(1);
      assertThatThrownBy(() -> signer.signUrl("not a URL", Policy.canned(TestKeys.EXPIRES)))
          .isInstanceOf(CloudFrontInputException.class);
      assertThat(piv.pins()).as("bad input does not reach the token").isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyAlgorithm.class,
      names = {"RSA2048", "P256"})
  void awsSdkSignsWithATokenKeyAndNoCodeOfOursBetween(KeyAlgorithm algorithm) throws IOException {
    try (SimulatedPiv piv = new SimulatedPiv(Profile.YUBIKEY_5_7)) {
      SigningKey key = piv.generated(algorithm);
      CloudFrontVerifier verifier = CloudFrontVerifier.of(key.publicKey());
      PrivateKey handle = key.asPrivateKey();
      assertThat(handle.getEncoded()).isNull();
      Security.addProvider(new CountersignProvider(piv.tokens()));
      try {
        CloudFrontUtilities sdk = CloudFrontUtilities.create();
        String canned =
            sdk.getSignedUrlWithCannedPolicy(
                    CannedSignerRequest.builder()
                        .resourceUrl(URL)
                        .privateKey(handle)
                        .keyPairId("K1TESTKEY")
                        .expirationDate(EXPIRES)
                        .build())
                .url();
        String custom =
            sdk.getSignedUrlWithCustomPolicy(
                    CustomSignerRequest.builder()
                        .resourceUrl(URL)
                        .resourceUrlPattern("https://d1.example.com/images/*")
                        .privateKey(handle)
                        .keyPairId("K1TESTKEY")
                        .expirationDate(EXPIRES)
                        .build())
                .url();

        assertThat(verifier.verifyUrl(canned, TestKeys.NOW, Optional.empty()).isAllowed()).isTrue();
        assertThat(verifier.verifyUrl(custom, TestKeys.NOW, Optional.empty()).isAllowed()).isTrue();
        if (algorithm == KeyAlgorithm.RSA2048) {
          assertThat(
                  new CloudFrontSigner(key, "K1TESTKEY", HashAlgorithm.SHA1, TestKeys.CLOCK)
                      .signUrl(URL, Policy.canned(TestKeys.EXPIRES)))
              .isEqualTo(canned);
        }
      } finally {
        Security.removeProvider(CountersignProvider.NAME);
      }
    }
  }
}
